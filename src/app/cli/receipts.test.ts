import { describe, expect, test } from 'vitest'
import { type } from './fake-terminal.ts'

const hash = 'ab'.repeat(32)
const whole = {
  ok: true,
  receipts: 9,
  head: { number: 9, hash },
  withoutReceipt: 2,
  linesGone: 1,
  altered: 0,
  alterations: [],
}

describe('receipts verify', () => {
  const verified = (found: object) => ({ 'GET /receipts/verify': { body: { ...whole, ...found } } })

  test('says that all is well, and the head to note down', async () => {
    const { code, out, asked } = await type('receipts verify', verified({}))
    expect([code, asked[0]?.request]).toEqual([0, 'GET /receipts/verify'])
    expect(out).toContain('9 receipts verified: none was altered, and none is missing.\n')
    expect(out).toContain('1 run: the change lines are no longer kept')
    expect(out).toContain('2 runs ended before there were receipts')
    expect(out).toContain(`Head: ${hash}\n`)
  })

  test('an earlier head is asked for and confirmed', async () => {
    const { out, asked } = await type(`receipts verify --head ${hash}`, verified({ linesGone: 0 }))
    expect(asked[0]?.request).toBe(`GET /receipts/verify?head=${hash}`)
    expect(out).toContain('The head you noted down is part of the chain.\n')
    expect(out).not.toContain('no longer kept')
  })

  test('an altered row is named and is exit code 1, and no head is offered', async () => {
    const what = 'Run r1 was altered: its calls is not what receipt 2 says.'
    const found = verified({ ok: false, altered: 22, alterations: [{ number: 2, runId: 'r1', what }] })
    const { code, out } = await type('receipts verify', found)
    expect([code, out]).toEqual([1, expect.stringContaining(`${what}\n21 more alterations.\n`)])
    expect(out).not.toContain('Head:')
    expect((await type('receipts verify --json', found)).code).toBe(1)
  })
})

describe('receipts show', () => {
  const total = { before: 3, created: 1, removed: 0, after: 4 }
  const receipt = {
    number: 7,
    at: '2026-03-02T09:00:00.000000Z',
    previousHash: hash,
    hash,
    altered: null,
    content: {
      run: { id: 'r1', state: 'complete', calls: 5 },
      reads: [
        {
          tool: 'salesforce',
          object: 'Contact',
          asked: 199,
          read: 199,
          created: 3,
          changed: 2,
          unchanged: 194,
          removed: 1,
        },
      ],
      totals: { customers: total, contacts: { ...total, after: 150 } },
      imbalance: null,
    },
  }
  const answers = (changed: object = {}) => ({
    'GET /runs/r1/receipt.csv': { body: 'part,about' },
    'GET /runs/r1/receipt': { body: { ...receipt, ...changed } },
  })

  test('tells the figures and the hash', async () => {
    const { code, out } = await type('receipts show r1', answers())
    expect(code).toBe(0)
    expect(out).toContain('Contacts          150\n')
    expect(out).toMatch(/salesforce Contact +199 +199 +3 +2 +194 +1\n/)
    expect(out).toContain(`Hash              ${hash}\n`)
  })

  test('one that was altered is exit code 1', async () => {
    const { code, out } = await type('receipts show r1', answers({ altered: 'Receipt 7 was altered.' }))
    expect([code, out]).toEqual([1, expect.stringContaining('Receipt 7 was altered.')])
  })

  test('comes as CSV or as JSON, not as both', async () => {
    expect((await type('receipts show r1 --csv', answers())).out).toContain('part,about')
    expect(JSON.parse((await type('receipts show r1 --json', answers())).out)).toMatchObject({ number: 7 })
    expect(await type('receipts show r1 --csv --json', answers())).toMatchObject({ code: 2, asked: [] })
  })
})

test('the overview comes as tables', async () => {
  const overview = {
    customers: 60,
    matches: { matched: 50, no_value: 10 },
    contacts: [{ source: 'salesforce', customers: 48, contacts: 200 }],
    managers: {
      top: [{ id: 'u', name: 'Ines Quintana', customers: 10, flagged: false }],
      others: { people: 3, customers: 40 },
      unassigned: 10,
    },
    problems: { days: ['2026-03-02'], kinds: [{ kind: 'no_value', open: [10] }] },
    runs: [
      {
        id: 'r1',
        kind: 'sync',
        state: 'complete',
        reason: 'Every 24 hours',
        applied: true,
        startedAt: '2026-03-02T09:00:00.000Z',
        milliseconds: 4_400,
        changes: 12,
      },
    ],
  }
  const { code, out } = await type('overview', { 'GET /overview': { body: overview } })
  expect(code).toBe(0)
  expect(out).toMatch(/salesforce +48 +200\n/)
  expect(out).toMatch(/Ines Quintana +10\n3 others +40\nnobody +10\n/)
  expect(out).toMatch(/r1 +complete +2026-03-02T09:00:00.000Z +4 +12\n/)
})
