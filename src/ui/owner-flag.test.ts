import { expect, test } from 'vitest'
import { ownerFlag } from './owner-flag.tsx'

const clear = { inactive: false, frozen: false, hidden: false }

test('the gravest flag is shown, in words', () => {
  expect(ownerFlag(clear)).toBeNull()
  expect(ownerFlag({ ...clear, hidden: true })?.word).toBe('Hidden in Salesforce')
  expect(ownerFlag({ ...clear, hidden: true, frozen: true })?.word).toBe('Frozen in Salesforce')
  expect(ownerFlag({ inactive: true, frozen: true, hidden: true })?.word).toBe('Inactive in Salesforce')
})
