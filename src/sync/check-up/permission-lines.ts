import type { OrgInspection } from '../../connections/connections.ts'
import type { Facts } from './facts.ts'
import { lossOf, objectsInUse, type CheckedObject, type FieldSeen } from './fields.ts'
import { crosswalkAdmin, figure, linesOf, salesforceAdmin, type Line } from './lines.ts'

/** Which objects and fields can be read, which are formulas, and the field that says whose account is whose. */

const line = linesOf('permissions')

export const permissionLines = (facts: Facts): readonly Line[] => {
  const { inspection, fields, settings } = facts
  if (!inspection) return []
  return [
    ...objectsInUse(settings).flatMap((object) => objectLines(object, inspection, fields)),
    frozenLine(inspection),
    identifierLine(facts, inspection),
    formulaLine(facts, inspection),
  ].filter((one) => one !== null)
}

const titles: Readonly<Record<CheckedObject, string>> = {
  Account: 'Accounts',
  Contact: 'Contacts',
  User: 'Users',
  AccountContactRelation: 'Related contacts',
}

const objectLines = (
  object: CheckedObject,
  { objects }: OrgInspection,
  fields: readonly FieldSeen[],
): readonly Line[] => {
  const say = line(`object_${object}`, titles[object])
  if (!objects[object]?.visible) return [hiddenObject(object)]
  const mine = fields.filter((field) => field.object === object)
  const hidden = mine.filter(({ visible }) => !visible)
  const seen = mine.length - hidden.length
  return [
    say(
      // Each hidden field says for itself how bad that is.
      'green',
      hidden.length === 0
        ? `Can be read, with all ${seen} fields Crosswalk uses.`
        : `Can be read, with ${seen} of the ${mine.length} fields Crosswalk uses.`,
    ),
    ...hidden.map(hiddenField),
  ]
}

const hiddenObject = (object: CheckedObject): Line => {
  const say = line(`object_${object}`, titles[object])
  if (object === 'AccountContactRelation')
    return say('amber', 'Relations of contacts to further accounts cannot be read.', {
      means: 'Contacts show only at their own account, although related ones are switched on.',
      who: salesforceAdmin,
      how: 'Switch on “Contacts to Multiple Accounts” in Salesforce, or switch related contacts off in Crosswalk.',
    })
  return say('red', `The object ${object} cannot be read.`, {
    means: 'No sync is possible. What is here stays as it is.',
    who: salesforceAdmin,
    how: `Give the connected user read access to ${object}, for instance by the permission set below.`,
  })
}

const hiddenField = ({ object, name, needed }: FieldSeen): Line =>
  line(`field_${object}.${name}`, `${object}.${name}`)(
    needed ? 'red' : 'amber',
    `The field ${object}.${name} is hidden from the connected user.`,
    {
      means: needed ? 'The sync stops, and changes nothing, until it can be read.' : lossOf(object, name),
      who: salesforceAdmin,
      how: `Give read access to ${object}.${name} (field-level security), for instance by the permission set below.`,
    },
  )

/** Salesforce tells frozen from active in an object of its own, for which it asks a strong right. */
const frozenLine = ({ objects }: OrgInspection): Line | null => {
  const described = objects['UserLogin']
  if (!described) return null
  return line('object_UserLogin', 'Frozen users')(
    'green',
    described.visible
      ? 'Salesforce shows which users are frozen.'
      : 'Salesforce does not show which users are frozen, so a frozen owner looks like an active one. Seeing it takes “Manage Users”, a strong right: give it only if this matters to you.',
  )
}

const identifierLine = (
  { settings, fields }: Facts,
  { filled, visible, objects }: OrgInspection,
): Line | null => {
  const say = line('identifier', 'Shared identifier')
  const { identifier, accountField } = settings
  if (identifier === null)
    return say('amber', 'The field that says whose account is whose has not been chosen yet.', {
      means: 'No customer finds its account.',
      who: crosswalkAdmin,
      how: 'Settings → CRM, and choose the field.',
    })
  if (accountField === 'Id') return say('green', 'Account.Id: always there, always filled, never hidden.')
  const field = fields.find(({ object, name }) => object === 'Account' && name === accountField)
  // Said already, and in red, as a hidden object or field.
  if (!objects['Account']?.visible || !field?.visible) return null
  const accounts = visible['Account'] ?? null
  const named = `${field.label} (Account.${accountField}), ${field.calculated ? 'a formula' : 'not a formula'}`
  if (filled === null || accounts === null)
    return say('green', `${named}. Salesforce does not count how many accounts have it filled.`)
  const found = `${named}, filled on ${figure(filled)} of ${figure(accounts)} accounts.`
  if (filled > 0) return say('green', found)
  return say('red', found, {
    means: 'No customer can find its account.',
    who: salesforceAdmin,
    how: 'Fill the field in Salesforce, or choose another one under Settings → CRM.',
  })
}

// A page of records is 2,000; from 10,000 on one bulk job takes all, at 50,000 a page and a few polls.
const callsToRead = (rows: number): number =>
  rows < 10_000 ? Math.max(1, Math.ceil(rows / 2_000)) : Math.ceil(rows / 50_000) + 5

const formulaLine = ({ fields }: Facts, { visible }: OrgInspection): Line => {
  const say = line('formulas', 'Formula fields')
  const formulas = fields.filter(({ visible: seen, calculated }) => seen && calculated)
  if (formulas.length === 0) return say('green', 'None of the fields in use is a formula.')
  const names = formulas.map(({ object, name }) => `${object}.${name}`).join(', ')
  const accounts = visible['Account'] ?? 0
  return say('amber', `${formulas.length === 1 ? 'A formula' : 'Formulas'}: ${names}.`, {
    means:
      'Salesforce does not say when a formula changes, so every sync reads all ' +
      `${figure(accounts)} accounts again: about ${figure(callsToRead(accounts))} calls each time.`,
    who: salesforceAdmin,
    how: 'Nothing has to be done. A field that holds the value itself costs less.',
  })
}
