import { expect, it } from 'vitest'
import { fieldLabel } from './field-label.ts'

it.each([
  ['salesforce_account_id', 'Salesforce account id'],
  ['sfAccountId', 'Sf Account Id'],
  ['SFDC Account', 'SFDC Account'],
  ['USt-IdNr. (neu)', 'USt-IdNr. (neu)'],
  ['stripe:tax_exempt', 'Tax exempt (Stripe)'],
  ['constructor', 'Constructor'],
  ['__', '__'],
  ['x'.repeat(80), `X${'x'.repeat(59)}`],
])('reads %s as "%s"', (key, label) => {
  expect(fieldLabel(key)).toBe(label)
})
