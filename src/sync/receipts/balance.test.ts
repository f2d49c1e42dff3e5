import { describe, expect, test } from 'vitest'
import { balance, type Balanced } from './balance.ts'
import type { ObjectRead } from './object-reads.ts'

const contacts: ObjectRead = {
  tool: 'salesforce',
  object: 'Contact',
  mode: 'full',
  since: null,
  until: '2026-03-02T09:00:01Z',
  asked: 100,
  read: 100,
  came: 103,
  pages: 1,
  sweep: { asked: 100, read: 101, pages: 1 },
  created: 20,
  changed: 10,
  unchanged: 70,
  older: 1,
  repeated: 2,
  stored: 30,
  removed: 5,
  returned: 0,
  before: 90,
  after: 105,
  hidden: [],
}
const users: ObjectRead = {
  ...contacts,
  object: 'User',
  asked: 12,
  read: 12,
  came: 12,
  sweep: null,
  created: 1,
  changed: 0,
  unchanged: 11,
  older: 0,
  repeated: 0,
  removed: 2,
  returned: 3,
  before: 10,
  after: 12,
}
const customers: ObjectRead = {
  ...users,
  tool: 'stripe',
  object: 'customers',
  asked: null,
  removed: 0,
  returned: 0,
  before: 11,
}

const whole: Balanced = {
  reads: [contacts, users, customers],
  totals: {
    customers: { before: 40, created: 3, removed: 1, after: 42 },
    contacts: { before: 145, created: 10, removed: 5, after: 150 },
  },
  lines: { planned: 17, stored: 17 },
}

const never = (): never => {
  throw new Error('the example has totals')
}

const withRead = (wrong: Partial<ObjectRead>, of: ObjectRead = contacts): Balanced => ({
  reads: [{ ...of, ...wrong }],
  totals: null,
  lines: null,
})

test('what adds up is not worth a word, and nothing read adds up too', () => {
  expect(balance(whole)).toBeNull()
  expect(balance({ reads: [], totals: null, lines: null })).toBeNull()
})

describe('one wrong number is named', () => {
  test.each<[string, Partial<ObjectRead>, RegExp]>([
    ['new', { created: 21 }, /^103 Salesforce contacts came, and what became of them adds up to 104\.$/],
    ['changed', { changed: 9 }, /adds up to 102/],
    ['unchanged', { unchanged: 71 }, /adds up to 104/],
    ['older', { older: 0 }, /adds up to 102/],
    ['repeated', { repeated: 3 }, /adds up to 104/],
    ['came', { came: 104 }, /^104 Salesforce contacts came, .* 103/],
    ['below zero', { unchanged: -1, repeated: 73 }, /below zero/],
    [
      'before',
      { before: 91 },
      /^There were 91 Salesforce contacts, 20 came and 5 went, and there are 105\.$/,
    ],
    ['removed', { removed: 4 }, /4 went/],
    ['after', { after: 104 }, /there are 104/],
    ['returned', { returned: 1 }, /21 came/],
    ['read', { read: 104 }, /104 were read within the window, and only 103 came/],
    ['ids', { sweep: { asked: 102, read: 101, pages: 1 } }, /has 102 Salesforce contacts, and gave 101 ids/],
    ['held', { sweep: { asked: 106, read: 106, pages: 1 } }, /has 106 Salesforce contacts, and we hold 105/],
  ])('%s', (_name, wrong, sentence) => {
    expect(balance(withRead(wrong))).toMatch(sentence)
  })

  test('fewer than the source said, unless every id was asked for', () => {
    expect(balance(withRead({ asked: 13 }, users))).toBe(
      'The source said it has 13 Salesforce users, and 12 came.',
    )
    expect(balance(withRead({ asked: 13, sweep: { asked: 12, read: 12, pages: 1 } }, users))).toBeNull()
  })

  test('users that are shown again count as there', () => {
    expect(balance(withRead({ returned: 2 }, users))).toMatch(/3 came and 2 went/)
  })

  test.each([
    ['customers', { before: 41 }],
    ['customers', { created: 4 }],
    ['customers', { removed: 0 }],
    ['customers', { after: 41 }],
    ['contacts', { before: 144 }],
    ['contacts', { created: 9 }],
    ['contacts', { removed: 6 }],
    ['contacts', { after: 149 }],
  ] as const)('the total of %s with %o', (name, wrong) => {
    const totals = whole.totals ?? never()
    const off = { ...totals, [name]: { ...totals[name], ...wrong } }
    expect(balance({ ...whole, totals: off })).toMatch(new RegExp(`^There were .* ${name}`))
  })

  test('lines that are missing or too many', () => {
    expect(balance({ ...whole, lines: { planned: 1, stored: 0 } })).toBe(
      'The plan counts 1 change, and 0 are stored.',
    )
    expect(balance({ ...whole, lines: { planned: 17, stored: 18 } })).toBe(
      'The plan counts 17 changes, and 18 are stored.',
    )
  })

  test('in whichever list it stands', () => {
    expect(balance({ ...whole, reads: [contacts, users, { ...customers, created: 2 }] })).toBe(
      '12 customers of the billing tool came, and what became of them adds up to 13.',
    )
  })
})

test('what was not counted says nothing', () => {
  const uncounted = {
    came: null,
    created: null,
    changed: null,
    unchanged: null,
    older: null,
    repeated: null,
    returned: null,
    before: null,
    after: null,
  }
  expect(balance(withRead(uncounted))).toBeNull()
  expect(balance(withRead({ ...uncounted, read: 99, sweep: null }))).toMatch(/has 100 .* and 99 came/)
  const first = { before: null, created: 3, removed: 0, after: 40 }
  expect(balance({ ...whole, totals: { customers: first, contacts: first } })).toBeNull()
})
