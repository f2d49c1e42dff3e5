import { describe, expect, test } from 'vitest'
import { run, type } from './fake-terminal.ts'

describe('plans that wait', () => {
  const line = {
    about: 'contact',
    change: 'changed',
    subject: 'Marta Nowak <marta@acme.example>',
    customer: { id: 'c', name: 'Acme' },
    detail: null,
    fields: [{ name: 'Job title', before: null, after: 'CFO' }],
  }
  const brake = {
    brake: 'contacts_fall',
    what: '5 of 9 contacts would leave.',
    count: 5,
    limit: 1,
    rows: true,
  }
  const ended = { ...run('complete', '2026-03-02T09:01:00.000Z'), kind: 'preview' }
  const answers = (brakes: readonly unknown[] = []) => ({
    'POST /previews': { body: { run: { ...run('queued'), kind: 'preview' } } },
    'GET /runs/r1/changes': { body: { total: 1, lines: [line] } },
    'GET /runs/r1': { body: { ...ended, brakes } },
  })

  test('a preview reads everything and says its numbers', async () => {
    const { code, out, asked } = await type('sync --preview', answers())
    expect([code, asked[0]?.body]).toEqual([0, { settings: undefined, read: 'everything' }])
    expect(out).toContain('Preview           Nothing was changed\n')
    expect(out).not.toContain('Job title')
  })

  test('its rows come when asked for, each with before and after', async () => {
    const rows = await type('sync --preview --rows', answers())
    expect(rows.out).toContain('Marta Nowak <marta@acme.example>  Acme      Job title: - → CFO\n')
    const { out } = await type('sync --preview --json', answers())
    expect(JSON.parse(out)).toMatchObject({ state: 'complete', changes: { total: 1 } })
  })

  test('exit code 3 says that a sync would be held, and why', async () => {
    const { code, out } = await type('sync --preview', answers([brake]))
    expect(code).toBe(3)
    expect(out).toContain('5 of 9 contacts would leave.')
  })

  test('settings are named as on the screens', async () => {
    const typed =
      'previews start --contacts on --account-managers off --when-off clear --unmatched leave-empty --shared-accounts off --related-contacts related --field external_id'
    const { asked } = await type(typed, answers())
    expect(asked[0]?.body).toEqual({
      read: 'nothing',
      settings: {
        contacts: true,
        accountManagers: false,
        whenOff: 'clear',
        unmatched: 'leave_empty',
        sharedAccounts: false,
        relatedContacts: true,
        identifier: { customerField: 'external_id', accountField: 'Id' },
      },
    })
    expect((await type('previews start --account-field Name')).complaint).toContain('Say --field too')
  })

  test('a plan is approved or dropped', async () => {
    const started = { body: { run: { ...run('queued'), id: 'r2' } } }
    const held = { ...run('held', '2026-03-02T09:01:00.000Z'), id: 'r2', brakes: [brake] }
    const approved = await type('runs apply r1 --wait', {
      'POST /runs/r1/apply': started,
      'GET /runs/r2': { body: held },
    })
    expect([approved.code, approved.out]).toEqual([3, expect.stringContaining('Run r2 carries it out.')])
    const dropped = await type('runs discard r1', { 'POST /runs/r1/discard': { body: run('held') } })
    expect([dropped.code, dropped.out]).toEqual([0, 'Discarded. Nothing was changed.\n'])
  })

  test('one customer alone can be asked about', async () => {
    const none = { 'GET /customers/': { body: { at: '', lines: [] } } }
    const { out, asked } = await type('customers preview cus_1 --contacts off', none)
    expect(out).toBe('A sync would change nothing here.\n')
    expect(asked[0]?.request).toBe('GET /customers/external%3Acus_1/preview?contacts=false')
  })
})

test('how far a sync may go is shown, and one limit changed alone', async () => {
  const safety = { contactsFall: 20, lastContact: 0, managersChange: null, oneInherits: 33, matchesFall: 10 }
  const answers = { 'GET /crm/safety': { body: safety }, 'PUT /crm/safety': { body: safety } }
  const { out, asked } = await type('crm safety', answers)
  expect([asked.length, out]).toEqual([1, expect.stringMatching(/Contacts fall +more than 20 %\n/)])
  const set = await type('crm safety --contacts-fall off --last-contact 3', answers)
  expect(set.asked[1]?.body).toEqual({ ...safety, contactsFall: null, lastContact: 3 })
  expect((await type('crm safety --matches-fall few')).complaint).toContain('takes a whole number or off')
})
