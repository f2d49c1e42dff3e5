import type { OrgInspection } from '../../connections/connections.ts'
import { fieldsRead } from '../../mirror/mirror.ts'
import type { SyncSettings } from '../settings.ts'

/** Which objects and fields of Salesforce this workspace reads, and what is lost without each. */

export type CheckedObject = 'Account' | 'Contact' | 'User' | 'AccountContactRelation'

/** What decides which of them are read. */
export type Wanted = Pick<SyncSettings, 'identifier' | 'accountField' | 'relatedContacts'>

/** One field we read. */
export interface FieldInUse {
  readonly object: CheckedObject
  readonly name: string
  /** Hidden, it stops the sync; otherwise something is lost. */
  readonly needed: boolean
}

/** What the org said of a field in use; kept with the check-up, because a permission set must not name some. */
export interface FieldSeen extends FieldInUse {
  readonly label: string
  readonly visible: boolean
  /** Hidden fields are: what cannot be permitted cannot be hidden. */
  readonly permissionable: boolean
  readonly calculated: boolean
}

export const objectsInUse = ({ relatedContacts }: Wanted): readonly CheckedObject[] => [
  'Account',
  'Contact',
  'User',
  ...(relatedContacts ? (['AccountContactRelation'] as const) : []),
]

/** Fields that exist in some orgs only; not to find them is no finding. */
const ofFeatures = new Set(['Account.PersonContactId'])

/** Every field the next sync asks for, the identifier included. */
export const fieldsInUse = (wanted: Wanted): readonly FieldInUse[] => {
  const fields = objectsInUse(wanted).flatMap((object) =>
    fieldsRead(object).map(({ field, needed }) => ({ object, name: field, needed })),
  )
  const { identifier, accountField } = wanted
  if (identifier === null) return fields
  const others = fields.filter(({ object, name }) => object !== 'Account' || name !== accountField)
  return [...others, { object: 'Account', name: accountField, needed: true }]
}

/** The fields in use as the org shows them. Fields of objects that are hidden as a whole are left out. */
export const fieldsSeen = (wanted: Wanted, objects: OrgInspection['objects']): readonly FieldSeen[] =>
  fieldsInUse(wanted).flatMap((field) => {
    const described = objects[field.object]
    if (!described?.visible) return []
    const facts = described.fields.find(({ name }) => name === field.name)
    if (!facts && ofFeatures.has(`${field.object}.${field.name}`)) return []
    return [
      {
        ...field,
        label: facts?.label ?? field.name,
        visible: facts !== undefined,
        permissionable: facts?.permissionable ?? true,
        calculated: facts?.calculated ?? false,
      },
    ]
  })

/** What is lost while an optional field is hidden. */
export const lossOf = (object: CheckedObject, name: string): string =>
  losses[`${object}.${name}`] ?? 'What it says does not reach Crosswalk.'

const losses: Readonly<Record<string, string>> = {
  'Account.Name': 'Accounts show their id instead of their name.',
  'Account.OwnerId': 'No account manager comes from Salesforce.',
  'Account.CreatedDate': 'The age of an account is not known.',
  'Account.MasterRecordId': 'A customer whose account was merged into another loses its match.',
  'Contact.MasterRecordId': 'A contact that was merged into another looks deleted.',
  'Contact.FirstName': 'Contacts come without their first name.',
  'Contact.LastName': 'Contacts come without their last name.',
  'Contact.Title': 'Contacts come without their job title.',
  'Contact.Phone': 'Contacts come without their phone number, unless a mobile one is there.',
  'Contact.MobilePhone': 'Contacts come without their mobile number.',
  'User.Email':
    'Account owners cannot be recognised as Crosswalk users, so no account manager comes from Salesforce.',
  'User.Name': 'Account managers show without their name.',
  'User.Username': 'Account owners of sandboxes are harder to tell apart.',
  'User.UserType': 'System users may look like account managers.',
  'User.IsActive': 'Owners who have left look like active ones.',
  'AccountContactRelation.Roles': 'The role of a related contact is not known.',
}
