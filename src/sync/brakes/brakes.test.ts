import { describe, expect, test } from 'vitest'
import { few, strike } from './brakes.ts'
import type { Measures } from './measures.ts'
import type { Safety } from './safety.ts'

const calm: Measures = {
  customers: 200,
  contactsBefore: 1_000,
  contactsAfter: 1_000,
  lastContacts: 0,
  managersChanged: 0,
  inherited: 0,
  heir: null,
  matchedBefore: 150,
  matchesLost: 0,
}
const usual: Safety = {
  contactsFall: 20,
  lastContact: 0,
  managersChange: 20,
  oneInherits: 33,
  matchesFall: 10,
}
const off: Safety = {
  contactsFall: null,
  lastContact: null,
  managersChange: null,
  oneInherits: null,
  matchesFall: null,
}
const heir = { id: 'u1', name: 'Jonas Weber' }

const names = (found: Partial<Measures>, safety = usual, expected: Partial<Measures> | null = null) =>
  strike({ ...calm, ...found }, safety, expected && { ...calm, ...expected }).map(({ brake }) => brake)

test('a calm plan passes', () => {
  expect(names({})).toEqual([])
})

describe('each rule lets its limit pass and holds one more', () => {
  test.each<[string, Partial<Measures>, Partial<Measures>]>([
    ['contacts_fall', { contactsAfter: 800 }, { contactsAfter: 799 }],
    ['last_contact', { lastContacts: 0 }, { lastContacts: 1 }],
    ['managers_change', { managersChanged: 40 }, { managersChanged: 41 }],
    ['one_inherits', { inherited: 66, heir }, { inherited: 67, heir }],
    ['matches_fall', { matchesLost: 15 }, { matchesLost: 16 }],
  ])('%s', (brake, within, beyond) => {
    expect(names(within)).toEqual([])
    expect(names(beyond)).toEqual([brake])
    expect(names(beyond, off)).toEqual([])
  })
})

test('so few rows are no share of anything', () => {
  const tiny = { customers: 6, contactsBefore: 6, matchedBefore: 6 }
  expect(names({ ...tiny, contactsAfter: 6 - few, managersChanged: few, matchesLost: few })).toEqual([])
  expect(names({ ...tiny, contactsAfter: 5 - few })).toEqual(['contacts_fall'])
})

describe('what a person was shown is no surprise', () => {
  test('contacts fall from what they were shown, not from what there was', () => {
    expect(names({ contactsAfter: 300 }, usual, { contactsAfter: 300 })).toEqual([])
    expect(names({ contactsAfter: 240 }, usual, { contactsAfter: 300 })).toEqual([])
    expect(names({ contactsAfter: 239 }, usual, { contactsAfter: 300 })).toEqual(['contacts_fall'])
  })

  test('more contacts than now do not make a fall out of what stays', () => {
    expect(names({ contactsAfter: 1_000 }, usual, { contactsAfter: 4_000 })).toEqual([])
  })

  test('the other rules count what goes beyond it', () => {
    const shown = { lastContacts: 7, managersChanged: 200, inherited: 120, matchesLost: 5 }
    expect(names({ ...shown, heir }, usual, shown)).toEqual([])
    expect(names({ ...shown, lastContacts: 8, heir }, usual, shown)).toEqual(['last_contact'])
  })
})

test('each says in one sentence what would happen', () => {
  const all = strike(
    {
      ...calm,
      contactsAfter: 500,
      lastContacts: 1,
      managersChanged: 90,
      inherited: 90,
      heir,
      matchesLost: 149,
    },
    usual,
    null,
  )
  expect(all.map(({ what }) => what.replaceAll('\u00a0', ' '))).toEqual([
    'Contacts would fall from 1,000 to 500 (50 % fewer).',
    '1 customer would lose its last contact.',
    '90 customers of 200 would change account manager or lose it (45 %).',
    'Jonas Weber would take over 90 customers of 200 (45 %).',
    '149 customers of 150 would lose their Salesforce account (over 99 %).',
  ])
})
