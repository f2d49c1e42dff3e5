import { expect, it } from 'vitest'
import { wayBackProblem } from './way-back.ts'

it('keeps the code beside its sentence', () => {
  expect(wayBackProblem('denied')).toMatchObject({
    code: 'denied',
    what: 'Access was denied on the Salesforce page.',
  })
})

it('prefers the reason Salesforce gave, but not for what only we know', () => {
  const told = { code: 'ip_restricted', what: 'Salesforce does not accept calls from this machine.' }
  expect(wayBackProblem('refused', told)).toBe(told)
  expect(wayBackProblem('wrong_state', told).code).toBe('wrong_state')
})

it('reads an unknown code as a refusal, also one that names a built-in', () => {
  expect(wayBackProblem('brand_new').what).toBe('Salesforce did not accept the connection.')
  expect(wayBackProblem('constructor').what).toBe('Salesforce did not accept the connection.')
})
