import { always, deletable, field, id, reference, system } from './field.ts'
import type { Field, Schema } from './field.ts'

/** Stamps and the deletion mark, for objects nobody owns and nobody merges. */
const plain: readonly Field[] = [
  ...deletable('').filter((one) => one.name === 'IsDeleted'),
  ...system('').filter((one) => one.name !== 'OwnerId'),
]

/** Who works at which company besides their own; there only with contacts to multiple accounts. */
export const relation: Schema = {
  name: 'AccountContactRelation',
  label: 'Account Contact Relationship',
  labelPlural: 'Account Contact Relationship',
  prefix: '07k',
  feature: 'contactsToMultipleAccounts',
  fields: [
    id,
    reference('AccountId', 'Account', always),
    reference('ContactId', 'Contact', always),
    field('Roles', 'multipicklist', {
      length: 4099,
      picklist: ['Billing Contact', 'Business User', 'Decision Maker', 'Influencer', 'Other'],
    }),
    field('IsDirect', 'boolean', { ...always, label: 'Direct' }),
    field('IsActive', 'boolean', { nillable: false, label: 'Active' }),
    field('StartDate', 'date'),
    field('EndDate', 'date'),
    ...plain,
  ],
}

/** Who works on an account; there only with account teams. Deleted rows never enter the recycle bin. */
export const teamMember: Schema = {
  name: 'AccountTeamMember',
  label: 'Account Team Member',
  labelPlural: 'Account Team Member',
  prefix: '01M',
  feature: 'accountTeams',
  binless: true,
  fields: [
    id,
    reference('AccountId', 'Account', always),
    reference('UserId', 'User', always),
    field('TeamMemberRole', 'picklist', { picklist: ['Account Manager', 'Collections', 'Sales Rep'] }),
    field('Title', 'string', { length: 80 }),
    field('PhotoUrl', 'url'),
    field('AccountAccessLevel', 'picklist', { picklist: ['Read', 'Edit', 'All'] }),
    ...plain,
  ],
}

/** Whether a user is frozen. Only a user who may manage others can see it. */
export const userLogin: Schema = {
  name: 'UserLogin',
  label: 'User Login',
  labelPlural: 'User Login',
  prefix: '0Yw',
  fields: [
    id,
    reference('UserId', 'User', always),
    field('IsFrozen', 'boolean', { ...always, label: 'Frozen' }),
    field('IsPasswordLocked', 'boolean', { ...always, label: 'Locked' }),
    field('LastModifiedDate', 'datetime', always),
    reference('LastModifiedById', 'User', always),
  ],
}
