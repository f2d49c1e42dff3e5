import { expect, test } from 'vitest'
import { matchRemedy, matchSentence } from './sentences.ts'

const merged = {
  state: 'merged',
  field: 'Salesforce account id',
  tool: 'Stripe',
  account: '0015g00000AbCdEAAV',
} as const

test('a merged account is named with the id that belongs into the billing tool', () => {
  expect(matchRemedy(merged)).toBe(
    'Put 0015g00000AbCdEAAV into “Salesforce account id” in Stripe: what stands there belongs to an account that no longer exists.',
  )
  expect(matchRemedy({ ...merged, account: null })).toContain('Put the value of the account above into')
  expect(matchRemedy({ ...merged, state: 'matched' })).toBeNull()
})

test('an account found through its person says so', () => {
  const match = { state: 'matched', reason: 'person_contact', accounts: 0 } as const
  expect(matchSentence(match, 'Salesforce id')).toContain('contact behind a person account')
  expect(matchSentence({ ...match, reason: null }, 'Salesforce id')).toBe('Found in Salesforce.')
})
