import { expect, test } from 'vitest'
import { permissionSet } from './permission-set.ts'

const wanted = { identifier: 'external_id', accountField: 'Billing_Number__c', relatedContacts: true }
const namesIn = (xml: string, tag: string): string[] =>
  [...xml.matchAll(new RegExp(`<${tag}>([^<]+)</${tag}>`, 'g'))].map(([, name]) => name ?? '')

test('before the org was ever asked, it names the fields that can usually be hidden, and the identifier', () => {
  const xml = permissionSet(wanted, null)
  expect(namesIn(xml, 'field')).toEqual([
    'Account.Billing_Number__c',
    'Contact.AccountId',
    'Contact.Email',
    'Contact.MobilePhone',
    'Contact.Phone',
    'Contact.Title',
  ])
  expect(namesIn(xml, 'object')).toEqual(['Account', 'Contact'])
  expect(namesIn(xml, 'name')).toEqual(['ApiEnabled', 'ViewAllUsers'])
})

test('it gives reading and nothing else', () => {
  const xml = permissionSet(wanted, null)
  const on = [...xml.matchAll(/<(\w+)>true</g)].map(([, name]) => name)
  expect(new Set(on)).toEqual(new Set(['readable', 'allowRead', 'viewAllRecords', 'enabled']))
})

test('what the org called not permissionable is not named: Salesforce would refuse the file', () => {
  const seen = (object: 'Account' | 'Contact', name: string, permissionable: boolean) => ({
    object,
    name,
    permissionable,
    needed: false,
    label: name,
    visible: true,
    calculated: false,
  })
  const xml = permissionSet(wanted, [
    seen('Account', 'Billing_Number__c', false),
    seen('Contact', 'Title', false),
    seen('Contact', 'FirstName', true),
  ])
  expect(namesIn(xml, 'field')).toContain('Contact.FirstName')
  expect(namesIn(xml, 'field')).not.toContain('Contact.Title')
  expect(namesIn(xml, 'field')).not.toContain('Account.Billing_Number__c')
})

test('without an identifier of its own no Account field is named', () => {
  const xml = permissionSet({ ...wanted, accountField: 'Id' }, null)
  expect(namesIn(xml, 'field').filter((name) => name.startsWith('Account.'))).toEqual([])
})
