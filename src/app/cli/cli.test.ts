import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as audit from '../../audit/contract.ts'
import * as connections from '../../connections/contract.ts'
import * as customers from '../../customers/contract.ts'
import * as alerts from '../../outbound/alerts/contract.ts'
import * as webhooks from '../../outbound/webhooks/contract.ts'
import * as mirror from '../../mirror/contract.ts'
import * as people from '../../people/contract.ts'
import * as brakes from '../../sync/brakes/contract.ts'
import * as checkUp from '../../sync/check-up/contract.ts'
import * as sync from '../../sync/contract.ts'
import * as overview from '../../sync/overview/contract.ts'
import * as previews from '../../sync/previews/contract.ts'
import * as problems from '../../sync/problems/contract.ts'
import * as receipts from '../../sync/receipts/contract.ts'
import * as retention from '../../sync/retention/contract.ts'
import * as undo from '../../sync/undo/contract.ts'
import { run, type } from './fake-terminal.ts'
import { table } from './print.ts'
import { commands } from './run.ts'

describe('what is typed', () => {
  test('every command has a name of its own and stands in the help', async () => {
    const names = commands.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    const { out, code } = await type('help')
    expect(code).toBe(0)
    for (const name of names) expect(out).toContain(`crosswalk ${name}`)
  })

  test.each([
    ['nonsense', 'There is no command "nonsense"'],
    ['sync --loud', "Unknown option '--loud'"],
    ['export', 'Usage: crosswalk export customers|contacts'],
    ['export invoices', 'export takes customers or contacts.'],
    ['customers --match maybe', '--match takes'],
    ['crm schedule', 'Say either --every-24-hours or --utc-hour.'],
    ['billing import nowhere.csv --kind customers', 'nowhere.csv cannot be read.'],
    ['contacts choose a@b.example', 'Say --main, --position or both.'],
    ['pins release', 'Say one of: a pin, --run, --customer.'],
    ['history retention soon', 'Say "forever" or a number of months.'],
    ['problems --kind odd', '--kind takes'],
    ['problems snooze p1 --until soon --reason why', '--until takes a date'],
    ['crm unmatched maybe', 'crm unmatched takes keep-billing or leave-empty.'],
    ['crm connect acme', 'Without --integration-user a person has to approve'],
  ])('"%s" is wrong usage', async (line, words) => {
    const { code, complaint, asked } = await type(line)
    expect([code, asked]).toEqual([2, []])
    expect(complaint).toContain(words)
  })

  test('without a key the server is not even asked', async () => {
    const { code, complaint } = await type('users', {}, {})
    expect([code, complaint]).toEqual([2, expect.stringContaining('CROSSWALK_API_KEY')])
  })
})

describe('what comes back', () => {
  test('no server is its own exit code', async () => {
    expect(await type('users')).toMatchObject({
      code: 4,
      complaint: expect.stringContaining('CROSSWALK_URL'),
    })
    expect(await type('export contacts')).toMatchObject({ code: 4 })
    expect(await type('api GET /users')).toMatchObject({ code: 4 })
  })

  test('a refusal is its sentences, never the key', async () => {
    const error = {
      code: 'not_allowed',
      what: 'Your role does not allow this.',
      who: 'An owner.',
      how: 'Ask them.',
    }
    const { code, complaint } = await type('users', { 'GET /users': { status: 403, body: { error } } })
    expect(code).toBe(1)
    expect(complaint).toBe(
      'Your role does not allow this.\nWho can mend it: An owner.\nHow: Ask them.\n(not_allowed)\n',
    )
  })

  test('users are a table, or JSON for programs', async () => {
    const users = [
      {
        id: 'u',
        name: 'Noor',
        email: null,
        role: 'owner',
        status: 'joined',
        source: 'manual',
        inactive: false,
        customers: 3,
        lastSeenAt: null,
      },
    ]
    const answers = { 'GET /users': { body: { users } } }
    const shown = await type('users', answers)
    expect(shown.out).toBe(
      'Name  E-mail  Role   Status  Source  Customers\nNoor  -       owner  joined  manual  3\n',
    )
    expect(shown.asked[0]?.key).toBe('Bearer cwk_x')
    expect(JSON.parse((await type('users --json', answers)).out)).toEqual({ users })
  })

  test.each([
    ['complete', 0],
    ['partial', 3],
    ['held', 3],
    ['failed', 3],
  ])('sync --wait follows the run to its end: %s is %i', async (state, code) => {
    const answers = {
      'POST /sync': { body: { run: run('running'), started: true } },
      'GET /runs/r1': { body: run(state, '2026-03-02T09:01:00.000Z') },
    }
    const typed = await type('sync --wait', answers)
    expect(typed.code).toBe(code)
    expect(typed.out).toContain(`State             ${state}`)
  })

  test('a run names the runs that have to do with it', async () => {
    const link = { runId: 'r0', at: '2026-03-02T09:00:00.000Z', by: 'Noor', part: 'run', customer: null }
    const linked = {
      ...run('complete'),
      approves: 'r2',
      appliedBy: 'r3',
      undoes: { ...link, part: 'customer', customer: { id: 'c', name: 'Acme' } },
      undoneBy: [link, { ...link, runId: 'r4', part: 'line' }],
    }
    const answers = {
      'GET /runs/r1/changes': { body: { total: 0, lines: [] } },
      'GET /runs/r1': { body: linked },
    }
    const { out } = await type('runs r1', answers)
    expect(out).toContain('Approves          run r2\nCarried out by    run r3\n')
    expect(out).toContain('Takes back        what run r0 of 2026-03-02T09:00:00.000Z did at Acme\n')
    expect(out).toContain('Taken back by     run r0 of Noor; run r4 of Noor (one change of it)\n')
  })

  test('only the runs that wait for a person are asked for', async () => {
    const { asked } = await type('runs --waiting', { 'GET /runs': { body: { total: 0, runs: [] } } })
    expect(asked[0]?.request).toBe('GET /runs?limit=20&waiting=true')
  })

  test('a field may be named by its label', async () => {
    const id = '00000000-0000-4000-8000-000000000001'
    const answers = {
      'GET /custom-fields': { body: { fields: [{ id, label: 'Salesforce id', key: 'sf_id' }], offered: [] } },
      'PUT /crm/identifier': { status: 409, body: { error: { code: 'x', what: 'Stop here.' } } },
    }
    const { asked } = await type('crm field sf_id --account-field AccountNumber', answers)
    expect(asked[1]).toMatchObject({ body: { customerField: id, accountField: 'AccountNumber' } })
    expect((await type('crm field other', answers)).complaint).toContain('There is no custom field "other"')
  })

  test('a key for Stripe is read from standard input, not from the line', async () => {
    const { asked } = await type('billing stripe', {
      'POST /billing/stripe': { status: 400, body: { error: { code: 'x', what: 'No.' } } },
    })
    expect(asked[0]?.body).toEqual({ apiKey: 'typed secret' })
  })

  test('any address can be asked', async () => {
    const { out, asked, code } = await type('api post positions {"name":"Payer"}', {
      'POST /positions': { body: { id: 'p' } },
    })
    expect([code, out, asked[0]?.body]).toEqual([0, '{"id":"p"}\n', { name: 'Payer' }])
  })
})

describe('things are named as on the screens', () => {
  const contact = (externalId: string, isMain = false) => ({
    id: `contact of ${externalId}`,
    email: 'marta@acme.example',
    isMain,
    position: null,
    customer: { id: `id of ${externalId}`, externalId, name: externalId },
  })
  const users = [{ id: 'u1', email: 'Noor@lantern.example', name: 'Noor' }]

  test('a contact by its e-mail, and by its customer where there are several', async () => {
    const contacts = [contact('c1'), contact('c2')]
    const answers = {
      'GET /contacts': { body: { total: 2, contacts } },
      'GET /positions': { body: { positions: [{ id: 'p1', name: 'Payer', contacts: 0 }] } },
      'PATCH /contacts/': { body: { ...contact('c2', true), position: { id: 'p1', name: 'Payer' } } },
    }
    const vague = await type('contacts choose marta@acme.example --main yes', answers)
    expect(vague.complaint).toContain('several customers (c1, c2). Say which with --customer.')
    const line = 'contacts choose MARTA@acme.example --customer c2 --main yes --position payer'
    const { out, asked } = await type(line, answers)
    expect(asked.at(-1)).toMatchObject({
      request: `PATCH /contacts/${encodeURIComponent('contact of c2')}`,
      body: { isMain: true, positionId: 'p1' },
    })
    expect(out).toBe('marta@acme.example: main contact, Payer\n')
  })

  test('a position is taken away by "none"', async () => {
    const answers = {
      'GET /contacts': { body: { total: 1, contacts: [contact('c1')] } },
      'PATCH /contacts/': { body: contact('c1') },
    }
    const { asked } = await type('contacts choose marta@acme.example --position none', answers)
    expect(asked.at(-1)?.body).toEqual({ positionId: null })
  })

  test.each([
    ['cus_1 noor@lantern.example', 'external%3Acus_1', 'u1'],
    ['00000000-0000-4000-8000-000000000001 none', '00000000-0000-4000-8000-000000000001', null],
  ])('a customer and a user: assign %s', async (words, id, userId) => {
    const { asked, code } = await type(`customers assign ${words}`, {
      'GET /users': { body: { users } },
      'PUT /customers/': { body: { ok: true } },
    })
    expect([code, asked.at(-1)]).toMatchObject([
      0,
      { request: `PUT /customers/${id}/account-manager`, body: { userId } },
    ])
  })

  test('a user by e-mail, whatever its case', async () => {
    const answers = {
      'GET /users': { body: { users } },
      'PATCH /users/u1': { body: { ...users[0], role: 'admin' } },
    }
    const { out } = await type('users role noor@LANTERN.example admin', answers)
    expect(out).toBe('Noor is admin now.\n')
    expect((await type('users remove nobody@x.example', answers)).complaint).toContain('There is no user')
  })

  test('two keys of one name are told apart by their first characters', async () => {
    const keys = [
      { id: 'k1', name: 'ERP', hint: 'cwk_aa' },
      { id: 'k2', name: 'ERP', hint: 'cwk_bb' },
    ]
    const answers = { 'GET /api-keys': { body: { keys } }, 'DELETE /api-keys/k2': { body: { ok: true } } }
    expect((await type('api-keys remove ERP', answers)).complaint).toContain('cwk_aa, cwk_bb')
    expect(await type('api-keys remove cwk_bb', answers)).toMatchObject({ code: 0 })
  })
})

test('whatever the API offers can be typed, but for what needs a browser', async () => {
  const folder = new URL('./', import.meta.url)
  const files = (await readdir(folder)).filter((name) => !name.includes('.test.'))
  const source = (await Promise.all(files.map((name) => readFile(new URL(name, folder), 'utf8')))).join('')
  const contracts = [
    alerts,
    webhooks,
    audit,
    brakes,
    checkUp,
    connections,
    customers,
    mirror,
    overview,
    people,
    previews,
    problems,
    receipts,
    sync,
    retention,
    undo,
  ]
  const offered = contracts.flatMap((contract) =>
    Object.entries(contract).flatMap(([name, part]) => ('path' in part && 'method' in part ? [name] : [])),
  )
  expect(offered.length).toBeGreaterThan(40)
  expect(offered.filter((name) => !new RegExp(`\\b${name}\\b`).test(source)).toSorted()).toEqual([
    'acceptInvitation',
    'changePassword',
    'connectSalesforce',
    'getInvitation',
    'getSession',
    'setUp',
    'signIn',
    'signOut',
  ])
})

describe('a check-up', () => {
  const line = (state: string) => ({
    code: 'sign_in',
    group: 'connection',
    state,
    label: 'Sign-in',
    found: 'It ended.',
    means: 'No sync.',
    who: 'An admin',
    how: 'Reconnect.',
  })
  const found = (state: string) => ({
    checkUp: { at: '2026-03-02T09:00:00.000Z', by: 'Noor', state, calls: 5, lines: [line(state)] },
  })

  test.each([
    ['green', 0],
    ['amber', 0],
    ['red', 1],
  ])('says each line and what to do; %s is %i', async (state, code) => {
    const typed = await type('crm check-up', { 'POST /crm/check-up': { body: found(state) } })
    expect(typed.code).toBe(code)
    expect(typed.out).toContain('Sign-in: It ended.\n         No sync.\n         An admin: Reconnect.\n')
    expect(typed.out).toContain('By Noor, 2026-03-02T09:00:00.000Z; 5 Salesforce calls.')
  })

  test('the last one can be shown, and there may be none', async () => {
    const none = await type('crm check-up --last', { 'GET /crm/check-up': { body: { checkUp: null } } })
    expect([none.code, none.out]).toEqual([0, 'There has been no check-up yet.\n'])
    const json = await type('crm check-up --last --json', { 'GET /crm/check-up': { body: found('red') } })
    expect([json.code, JSON.parse(json.out)]).toEqual([1, found('red')])
  })
})

describe('the connection to Salesforce', () => {
  const said = { state: 'connected', orgName: 'Acme', salesforceUser: 'Integration User' }

  test.each([
    ['crm connect acme --integration-user', { domain: 'acme' }],
    [
      'crm connect acme --integration-user --client-id 3MVG9',
      { domain: 'acme', clientId: '3MVG9', clientSecret: 'typed secret' },
    ],
  ])('%s asks for it, a secret only from standard input', async (line, body) => {
    const { code, out, asked } = await type(line, { 'POST /crm/connect-integration-user': { body: said } })
    expect([code, out]).toEqual([0, 'Connected Acme as Integration User. A first read follows.\n'])
    expect(asked[0]?.body).toEqual(body)
  })

  test('crm check says what is wrong, and fails then', async () => {
    const problem = { code: 'ip_restricted', what: 'Not from here.', how: 'Add the address.' }
    const bad = await type('crm check', { 'POST /crm/check': { body: { state: 'blocked', problem } } })
    expect([bad.code, bad.out]).toEqual([1, 'Not from here. Add the address. (ip_restricted)\n'])
    const good = await type('crm check', {
      'POST /crm/check': { body: { state: 'connected', problem: null } },
    })
    expect([good.code, good.out]).toEqual([0, 'Salesforce lets us in.\n'])
  })
})

describe('a CSV file', () => {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'crosswalk-cli-'))
    await writeFile(join(directory, 'c.csv'), 'Id,Name\n1,Acme\n')
  })
  afterAll(() => rm(directory, { recursive: true }))

  const preview = {
    good: 1,
    bad: 1,
    added: 1,
    changed: 0,
    unchanged: 0,
    removed: 0,
    customFields: [],
    rows: [],
    problems: [{ line: 3, reason: 'No name', text: '' }],
  }
  const answers = {
    'POST /billing/csv/uploads?kind=customers&name=c.csv': {
      body: { id: 'up', mapping: { externalId: 'Id', name: null } },
    },
    'POST /billing/csv/uploads/up/preview': { body: preview },
    'POST /billing/csv/uploads/up/apply': { body: { runId: 'r1', good: 1, bad: 1 } },
  }

  test('is looked at first, then taken over with the mapping that was typed', async () => {
    const { code, out, asked } = await type(
      `billing import ${directory}/c.csv --kind customers --map name=Name`,
      answers,
    )
    expect(code).toBe(0)
    expect(asked.map(({ request }) => request.split('?')[0])).toEqual([
      'POST /billing/csv/uploads',
      'POST /billing/csv/uploads/up/preview',
      'POST /billing/csv/uploads/up/apply',
    ])
    expect(asked[2]?.body).toEqual({ mapping: { externalId: 'Id', name: 'Name' } })
    expect(out).toContain('3     No name')
  })

  test('a dry run changes nothing', async () => {
    const { out, asked } = await type(`billing import ${directory}/c.csv --kind customers --dry-run`, answers)
    expect(asked).toHaveLength(2)
    expect(out).toContain('Nothing was changed.')
  })
})

test('columns are as wide as their widest cell, in characters', () => {
  expect(
    table(
      ['A', 'B'],
      [
        ['Zoë', 1],
        [null, 22],
      ],
    ),
  ).toBe('A    B\nZoë  1\n-    22\n')
})
