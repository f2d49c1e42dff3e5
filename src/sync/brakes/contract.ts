import * as z from 'zod'
import { endpoint, nothing } from '../../base/endpoint.ts'

/** Brakes: rules that stop a plan from being applied until a person approves it. */

export const brakeName = z.enum([
  'contacts_fall',
  'last_contact',
  'managers_change',
  'one_inherits',
  'matches_fall',
  'emptied',
  'rows_vanished',
  'other_org',
  'unbalanced',
  'moved',
])
/** Why a plan was not applied. */
export const brake = z.object({
  brake: brakeName,
  /** One sentence for a person, with its numbers. */
  what: z.string(),
  /** How many rows are behind it: contacts, customers, or lines of a plan. */
  count: z.number().int(),
  /** The number up to which nothing would have been held; null where none is allowed at all. */
  limit: z.number().int().nullable(),
  /** The plan has rows to show for it: `/runs/:id/changes?brake=…`. */
  rows: z.boolean(),
})

const percent = z.number().int().min(1).max(100).nullable()
/** How far a plan may go by itself. Null switches a brake off. */
export const safety = z.object({
  /** Contacts of the workspace falling by more than this many percent. */
  contactsFall: percent,
  /** More customers than this losing their last contact. */
  lastContact: z.number().int().min(0).max(1_000_000).nullable(),
  /** Account managers changing for more than this many percent of customers. */
  managersChange: percent,
  /** One person taking over more than this many percent of customers. */
  oneInherits: percent,
  /** Customers with an account falling by more than this many percent. */
  matchesFall: percent,
})
export const getSafety = endpoint({
  method: 'GET',
  path: '/crm/safety',
  summary: 'Show how far a synchronization may go by itself',
  input: nothing,
  answer: safety,
})
export const setSafety = endpoint({
  method: 'PUT',
  path: '/crm/safety',
  summary: 'Set how far a synchronization may go by itself',
  input: safety,
  answer: safety,
})
