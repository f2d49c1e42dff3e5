import { fieldsInUse, objectsInUse, type FieldInUse, type FieldSeen, type Wanted } from './fields.ts'

/**
 * The permission set, as a file of Salesforce's metadata: read access and nothing else.
 *
 * Salesforce refuses the whole file when it names a field no permission can hide (ids, stamps, names, required
 * fields), so only those are named that the org called permissionable. Relations of contacts and users have no
 * object permission of their own: the first follow accounts and contacts, the second "View All Users".
 */
export const permissionSet = (wanted: Wanted, seen: readonly FieldSeen[] | null): string => {
  const fields = fieldsInUse(wanted)
    .filter((field) => permissible(field, seen))
    .map(({ object, name }) => `${object}.${name}`)
    .toSorted()
  const objects = objectsInUse(wanted).filter((object) => object === 'Account' || object === 'Contact')
  const blocks = [
    tag('description', 'Lets Crosswalk read accounts, contacts and users. It changes nothing.'),
    ...fields.map((field) =>
      block('fieldPermissions', [
        ['editable', 'false'],
        ['field', field],
        ['readable', 'true'],
      ]),
    ),
    tag('hasActivationRequired', 'false'),
    tag('label', 'Crosswalk (read only)'),
    ...objects.map((object) =>
      block('objectPermissions', [
        ['allowCreate', 'false'],
        ['allowDelete', 'false'],
        ['allowEdit', 'false'],
        ['allowRead', 'true'],
        ['modifyAllRecords', 'false'],
        ['object', object],
        ['viewAllRecords', 'true'],
      ]),
    ),
    ...['ApiEnabled', 'ViewAllUsers'].map((name) =>
      block('userPermissions', [
        ['enabled', 'true'],
        ['name', name],
      ]),
    ),
  ]
  return `<?xml version="1.0" encoding="UTF-8"?>
<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
${blocks.join('\n')}
</PermissionSet>
`
}

/** The name Salesforce's own tools expect the file to have. */
export const permissionSetFile = 'Crosswalk.permissionset-meta.xml'

/**
 * As the org said; before it was ever asked, the standard fields that field-level security speaks of. A field of the
 * org's own is one of them unless the org said otherwise.
 */
const permissible = ({ object, name }: FieldInUse, seen: readonly FieldSeen[] | null): boolean => {
  const known = seen?.find((one) => one.object === object && one.name === name)
  if (known) return known.permissionable
  return name.endsWith('__c') || usually.has(`${object}.${name}`)
}

const usually = new Set([
  'Account.AccountNumber',
  'Account.DunsNumber',
  'Account.Site',
  'Account.TickerSymbol',
  'Contact.AccountId',
  'Contact.Email',
  'Contact.MobilePhone',
  'Contact.Phone',
  'Contact.Title',
])

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const tag = (name: string, text: string): string => `    <${name}>${escaped(text)}</${name}>`

const block = (name: string, entries: readonly (readonly [string, string])[]): string =>
  [`    <${name}>`, ...entries.map(([key, value]) => `    ${tag(key, value)}`), `    </${name}>`].join('\n')
