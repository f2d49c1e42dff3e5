import { describe, expect, it } from 'vitest'
import { contactSentences, managerSentences, unmatchedSentence } from './switch-words.ts'

const numbers = {
  customers: 120,
  matched: 104,
  contacts: {
    arriving: 1204,
    leaving: 877,
    customers: 104,
    skipped: 0,
    withoutContact: 1,
    mainContactsChanging: 0,
  },
  accountManagers: { assigned: 1, users: 1, usersCreated: 0, inactive: 2, frozen: 1, hidden: 1 },
}

describe('what switching does, in words', () => {
  it('names what comes and goes, and leaves out what does not happen', () => {
    expect(contactSentences(numbers)).toEqual([
      '1,204 Salesforce contacts arrive at 104 customers, and 877 billing contacts leave.',
      '1 matched customer will have no contact, because Salesforce has none that can be used.',
    ])
  })

  it('agrees with one', () => {
    expect(managerSentences(numbers)).toEqual([
      '1 customer gets its account owner as account manager, 1 person in all.',
      '2 owners are inactive in Salesforce.',
      '1 owner is frozen in Salesforce.',
      'Salesforce does not show who 1 owner is, or their e-mail.',
    ])
    expect(unmatchedSentence(1, 'keep_billing')).toBe(
      '1 customer without a match keeps its billing contacts.',
    )
  })
})
