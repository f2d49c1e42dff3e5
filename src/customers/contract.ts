import * as z from 'zod'
import { done, endpoint, instant, nothing } from '../base/endpoint.ts'

/** Customers, their contacts, account managers, custom fields and contact positions. */

export const source = z.enum(['billing', 'salesforce', 'manual'])
export const matchState = z.enum([
  'not_connected',
  'matched',
  'merged',
  'no_value',
  'malformed',
  'not_found',
  'deleted',
  'ambiguous',
])

/** What Salesforce says against an account manager. */
const salesforceFlags = {
  /** No longer active there. */
  inactive: z.boolean(),
  /** Active there, and not let in. */
  frozen: z.boolean(),
  /** Not shown to Crosswalk, or not with the e-mail address. */
  hidden: z.boolean(),
}

/** A page of a long list: `offset` rows are passed over. */
const page = {
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
}

export const customerRow = z.object({
  id: z.uuid(),
  externalId: z.string(),
  name: z.string(),
  match: matchState,
  contacts: z.number().int(),
  contactSource: source.nullable(),
  mainContact: z.object({ name: z.string(), email: z.string() }).nullable(),
  accountManager: z
    .object({
      id: z.uuid(),
      name: z.string(),
      ...salesforceFlags,
    })
    .nullable(),
})
export const listCustomers = endpoint({
  method: 'GET',
  path: '/customers',
  summary: 'List customers, found by name, external id or a contact’s e-mail',
  input: z.object({
    search: z.string().trim().max(200).optional(),
    /** `found` is every customer that has an account: `matched` and `merged`. */
    match: z.enum([...matchState.options, 'found']).optional(),
    /** A user’s id, or `none`. */
    accountManager: z.union([z.uuid(), z.literal('none')]).optional(),
    contactSource: z.union([source, z.literal('none')]).optional(),
    sort: z.enum(['name', '-name', 'external_id', '-external_id', 'contacts', '-contacts']).default('name'),
    ...page,
  }),
  answer: z.object({ total: z.number().int(), customers: z.array(customerRow) }),
})

export const contact = z.object({
  id: z.uuid(),
  email: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  phone: z.string().nullable(),
  jobTitle: z.string().nullable(),
  isMain: z.boolean(),
  /** A person chose it as main contact; otherwise it is the oldest. */
  mainChosen: z.boolean(),
  position: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  source,
  /** Deep link to the record where it came from. */
  sourceUrl: z.string().nullable(),
  /** When a run last changed it here. */
  changedAt: instant,
})
/** A contact the source has and Crosswalk left out, with the reason in words. */
export const skippedContact = z.object({
  sourceId: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  source,
  sourceUrl: z.string().nullable(),
  reason: z.string(),
})
export const match = z.object({
  state: matchState,
  /** What the customer’s field holds, as it stands there. */
  value: z.string().nullable(),
  /** One sentence for a person. */
  sentence: z.string(),
  /** What to change in the billing tool, where something is to be changed although the account was found. */
  remedy: z.string().nullable(),
  account: z.object({ id: z.string(), name: z.string(), url: z.string().nullable() }).nullable(),
  /** Other accounts, where several matched. */
  candidates: z.array(z.object({ id: z.string(), name: z.string(), url: z.string().nullable() })),
  /** Other customers of this workspace on the same account. */
  sharedWith: z.array(z.object({ id: z.uuid(), name: z.string() })),
})
export const customerDetail = z.object({
  id: z.uuid(),
  externalId: z.string(),
  name: z.string(),
  billingUrl: z.string().nullable(),
  billingTool: z.string(),
  customFields: z.array(z.object({ id: z.uuid(), label: z.string(), value: z.string().nullable() })),
  match,
  /** The one source that feeds contacts of this customer now, and why. */
  contactSource: source,
  contactSourceReason: z.string(),
  contacts: z.array(contact),
  skipped: z.array(skippedContact),
  accountManager: z
    .object({
      id: z.uuid(),
      name: z.string(),
      email: z.string().nullable(),
      ...salesforceFlags,
      source: z.enum(['salesforce', 'manual']),
      reason: z.string(),
      /** Salesforce decides: it cannot be changed here. */
      locked: z.boolean(),
    })
    .nullable(),
  accountManagerLocked: z.boolean(),
})
export const getCustomer = endpoint({
  method: 'GET',
  path: '/customers/:id',
  summary: 'Show one customer, by id or `external:` and its external id',
  input: z.object({ id: z.string() }),
  answer: customerDetail,
})

export const historyLine = z.object({
  id: z.string(),
  at: instant,
  runId: z.uuid().nullable(),
  /** Who or what did it: a person’s name, or "Sync". */
  by: z.string(),
  about: z.enum(['customer', 'contact', 'account_manager', 'match']),
  change: z.enum(['created', 'changed', 'removed']),
  /** Such as "Marta Nowak <marta@acme.pl>". */
  subject: z.string(),
  /** Of a contact or an account manager; null where there is none to tell. */
  source: source.nullable(),
  /** Of what came or went, in a line: "CFO, +48 22 100, main contact"; may be empty. Null for a change. */
  detail: z.string().nullable(),
  /** Field by field; null where there was or is nothing. */
  fields: z.array(
    z.object({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
  customer: z.object({ id: z.uuid(), name: z.string() }).nullable(),
})
export const customerHistory = endpoint({
  method: 'GET',
  path: '/customers/:id/history',
  summary: 'List what changed at one customer, newest first',
  input: z.object({ id: z.string(), ...page }),
  answer: z.object({ total: z.number().int(), lines: z.array(historyLine) }),
})

/** An instant, or a day of UTC. */
const moment = z.union([z.iso.date(), instant])
/** Which lines of the history. */
const historyAsked = {
  /** A customer, a name or an address. */
  search: z.string().trim().max(200).optional(),
  about: historyLine.shape.about.optional(),
  change: historyLine.shape.change.optional(),
  /** An id, or `external:` and the external id. */
  customer: z.string().max(300).optional(),
  run: z.uuid().optional(),
  /** Part of the name of who did it: a person, or "Sync". */
  by: z.string().trim().max(200).optional(),
  from: moment.optional(),
  /** A day counts whole; of an instant, up to it. */
  to: moment.optional(),
}
export const listHistory = endpoint({
  method: 'GET',
  path: '/history',
  summary: 'Search what changed at all customers, newest first',
  input: z.object({ ...historyAsked, ...page }),
  answer: z.object({
    total: z.number().int(),
    lines: z.array(historyLine),
    /** What was before is no longer kept; null when all is. */
    goneBefore: instant.nullable(),
  }),
})
export const exportHistory = endpoint({
  method: 'GET',
  path: '/export/history.csv',
  summary: 'Download what changed, field by field, newest first',
  input: z.object(historyAsked),
  answer: z.string(),
  download: 'text/csv',
})

export const listContacts = endpoint({
  method: 'GET',
  path: '/contacts',
  summary: 'List contacts of all customers',
  input: z.object({ search: z.string().trim().max(200).optional(), ...page }),
  answer: z.object({
    total: z.number().int(),
    contacts: z.array(
      contact.extend({ customer: z.object({ id: z.uuid(), externalId: z.string(), name: z.string() }) }),
    ),
  }),
})
export const listSkippedContacts = endpoint({
  method: 'GET',
  path: '/skipped-contacts',
  summary: 'List contacts the sources have and Crosswalk left out, each with the reason',
  input: z.object(page),
  answer: z.object({
    total: z.number().int(),
    contacts: z.array(
      skippedContact.extend({
        customer: z.object({ id: z.uuid(), externalId: z.string(), name: z.string() }),
      }),
    ),
  }),
})
export const changeContact = endpoint({
  method: 'PATCH',
  path: '/contacts/:id',
  summary: 'Choose a contact as main contact, or its position',
  input: z.object({
    id: z.uuid(),
    /** `true` chooses this contact; `false` gives the choice back to "the oldest". */
    isMain: z.boolean().optional(),
    /** `null` takes the position away. */
    positionId: z.uuid().nullable().optional(),
  }),
  answer: contact,
})
export const assignAccountManager = endpoint({
  method: 'PUT',
  path: '/customers/:id/account-manager',
  summary: 'Assign an account manager by hand, or nobody; refused while Salesforce decides',
  input: z.object({ id: z.string(), userId: z.uuid().nullable() }),
  answer: done,
})

export const listAccountManagers = endpoint({
  method: 'GET',
  path: '/account-managers',
  summary: 'List account managers with how many customers each has',
  input: nothing,
  answer: z.object({
    accountManagers: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        email: z.string().nullable(),
        status: z.enum(['created', 'invited', 'joined']),
        ...salesforceFlags,
        source: z.enum(['salesforce', 'manual']),
        customers: z.number().int(),
      }),
    ),
    unassigned: z.number().int(),
  }),
})

export const position = z.object({ id: z.uuid(), name: z.string(), contacts: z.number().int() })
const positionName = z.string().trim().min(1, 'Give the position a name.').max(40)
export const listPositions = endpoint({
  method: 'GET',
  path: '/positions',
  summary: 'List contact positions',
  input: nothing,
  answer: z.object({ positions: z.array(position) }),
})
export const addPosition = endpoint({
  method: 'POST',
  path: '/positions',
  summary: 'Add a contact position',
  input: z.object({ name: positionName }),
  answer: position,
})
export const renamePosition = endpoint({
  method: 'PATCH',
  path: '/positions/:id',
  summary: 'Rename a contact position',
  input: z.object({ id: z.uuid(), name: positionName }),
  answer: position,
})
export const removePosition = endpoint({
  method: 'DELETE',
  path: '/positions/:id',
  summary: 'Remove a contact position; its contacts move to another one or to none',
  input: z.object({ id: z.uuid(), moveTo: z.uuid().nullable() }),
  answer: done,
})

export const customField = z.object({
  id: z.uuid(),
  label: z.string(),
  /** The name in the billing tool, such as a metadata key or a CSV column. */
  key: z.string(),
  source: z.literal('billing'),
  samples: z.array(z.string()),
  /** Customers with a value, of how many. */
  filled: z.number().int(),
  customers: z.number().int(),
  /** The CRM page uses it to find the Salesforce account, so it cannot be removed. */
  identifier: z.boolean(),
})
/** `label` is the name proposed for it. */
export const offeredField = customField.omit({ id: true, identifier: true })
export const listCustomFields = endpoint({
  method: 'GET',
  path: '/custom-fields',
  summary: 'List the custom fields of the workspace and those the billing tool offers',
  input: nothing,
  answer: z.object({ fields: z.array(customField), offered: z.array(offeredField) }),
})
export const addCustomField = endpoint({
  method: 'POST',
  path: '/custom-fields',
  summary: 'Add a customer field from those the billing tool offers',
  input: z.object({
    key: z.string().min(1).max(200),
    label: z.string().trim().min(1, 'Give the field a name.').max(60),
  }),
  answer: customField,
})
export const renameCustomField = endpoint({
  method: 'PATCH',
  path: '/custom-fields/:id',
  summary: 'Rename a custom field',
  input: z.object({ id: z.uuid(), label: z.string().trim().min(1, 'Give the field a name.').max(60) }),
  answer: customField,
})
export const removeCustomField = endpoint({
  method: 'DELETE',
  path: '/custom-fields/:id',
  summary: 'Remove a custom field from Crosswalk; the billing tool keeps its values',
  input: z.object({ id: z.uuid() }),
  answer: done,
})

export const exportCustomers = endpoint({
  method: 'GET',
  path: '/export/customers.csv',
  summary: 'Download customers with match state, main contact and account manager',
  input: nothing,
  answer: z.string(),
  download: 'text/csv',
})
export const exportContacts = endpoint({
  method: 'GET',
  path: '/export/contacts.csv',
  summary: 'Download all contacts with their customer',
  input: nothing,
  answer: z.string(),
  download: 'text/csv',
})
