import { expect, test } from 'vitest'
import { type } from './fake-terminal.ts'

const problem = {
  id: '5f6f1c5e-0000-8000-a000-000000000001',
  kind: 'not_found',
  subject: 'Ashby & Thorne Ltd',
  customer: { id: 'c1', externalId: 'cus_1', name: 'Ashby & Thorne Ltd' },
  what: 'We could not find this account in Salesforce.',
  means: 'It gets no account manager.',
  who: 'Whoever keeps customers in Stripe',
  how: 'Look whether the value is the right one.',
  links: [{ label: 'Customer in Stripe', url: 'https://dashboard.stripe.com/customers/cus_1' }],
  place: null,
  since: '2026-03-02T09:00:00.000Z',
  closedAt: null,
  assignee: null,
  snooze: null,
}
const users = { users: [{ id: 'u1', name: 'Mia', email: 'mia@lantern.example', status: 'joined' }] }

test('problems are listed under how many there are of each kind', async () => {
  const groups = [{ kind: 'not_found', open: 1, snoozed: 2 }]
  const { out, asked } = await type('problems --kind not_found --assignee me --customer cus_1', {
    'GET /problems': { body: { total: 1, problems: [problem], groups } },
  })
  expect(asked[0]?.request).toBe(
    'GET /problems?kind=not_found&assignee=me&customer=external%3Acus_1&snoozed=no&limit=100&offset=0',
  )
  expect(out).toContain('not_found  1     2')
  expect(out).toContain('1 problems')
})

test('one is told with who fixes it, how and where', async () => {
  const { out } = await type(`problems ${problem.id}`, { 'GET /problems/': { body: problem } })
  expect(out).toContain('Who can fix it      Whoever keeps customers in Stripe')
  expect(out).toContain('Customer in Stripe  https://dashboard.stripe.com/customers/cus_1')
})

test('one and several are assigned and put off', async () => {
  const answers = {
    'GET /users': { body: users },
    'PUT /problems/assignee': { body: { problems: 2 } },
    'PUT /problems/snooze': { body: { problems: 2 } },
    'PUT /problems/': { body: problem },
    'DELETE /problems/': { body: { ok: true } },
  }
  const two = await type('problems assign mia@lantern.example p1 p2', answers)
  expect(two.out).toBe('Assigned to Mia: 2\n')
  expect(two.asked.at(-1)?.body).toEqual({ ids: ['p1', 'p2'], userId: 'u1' })
  expect((await type('problems assign none p1', answers)).asked.at(-1)).toMatchObject({
    request: 'PUT /problems/p1/assignee',
    body: { userId: null },
  })
  const off = await type('problems snooze p1 p2 --until 2026-12-24 --reason later', answers)
  expect(off.asked.at(-1)?.body).toEqual({
    ids: ['p1', 'p2'],
    until: '2026-12-24T00:00:00.000Z',
    reason: 'later',
  })
  expect(await type('problems unsnooze p1', answers)).toMatchObject({ code: 0, out: 'It counts again.\n' })
  expect((await type('problems snooze p1 --until 2026-12-24', answers)).complaint).toContain('--reason')
})

test('a re-check says whether a run was under way already', async () => {
  for (const [started, said] of [
    [true, 'has started'],
    [false, 'is under way already'],
  ] as const) {
    const answers = { 'POST /problems/p1/recheck': { body: { run: { id: 'r1' }, started } } }
    expect((await type('problems recheck p1', answers)).out).toBe(`Run r1 ${said}.\n`)
  }
})

test('the counts', async () => {
  const { out } = await type('problems counts', {
    'GET /problems/counts': { body: { open: 3, mine: 1, snoozed: 2 } },
  })
  expect(out).toBe('Open     3\nMine     1\nPut off  2\n')
})
