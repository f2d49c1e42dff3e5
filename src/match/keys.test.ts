import { expect, test } from 'vitest'
import { keyOf, ruleFor } from './keys.ts'

test.each([
  ['285', '285'],
  ['285.0', '285'],
  ['0285', '285'],
  ['-0.50', '-0.5'],
  ['0', '0'],
  ['-0.0', '0'],
  ["1'000", '1000'],
])('the number %s is %s', (text, key) => {
  expect(keyOf('number', text)).toEqual({ key })
})

test('a text that is no number is a problem, an empty one is no value', () => {
  expect(keyOf('number', 'n/a')).toEqual({ problem: 'not_a_number' })
  expect(keyOf('number', '.')).toEqual({ problem: 'not_a_number' })
  expect(keyOf('text', ' \u00a0')).toEqual({ empty: true })
  expect(keyOf('id', null)).toEqual({ empty: true })
})

test('a reference takes ids of any record, in any spelling', () => {
  expect(keyOf('reference', '0055g00000AbCdE')).toEqual(keyOf('reference', '0055g00000AbCdEAAV'))
  expect(keyOf('id', '0055g00000AbCdE')).toEqual({ problem: 'other_object' })
})

test('text keeps its case', () => {
  expect(keyOf('text', ' cus_Ab ')).toEqual({ key: 'cus_Ab' })
})

test('the rule follows the field', () => {
  expect(ruleFor({ name: 'Id', type: 'id' })).toBe('id')
  expect(ruleFor({ name: 'ERP__c', type: 'double' })).toBe('number')
  expect(ruleFor({ name: 'Billing__c', type: 'string' })).toBe('text')
  expect(ruleFor({ name: 'Payer__c', type: 'reference' })).toBe('reference')
})
