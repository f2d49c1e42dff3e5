import * as z from 'zod'
import { done, endpoint, instant, nothing } from '../../base/endpoint.ts'
import { run } from '../contract.ts'

/** Problems: what needs a person's attention, who can fix it and how. */

/** In the order a list of them is read: what stops everything first. */
export const problemKind = z.enum([
  'sign_in',
  'run_held',
  'budget',
  'run_failed',
  'fields_hidden',
  'rows_hidden',
  'ambiguous',
  'shared_account',
  'deleted',
  'not_found',
  'malformed',
  'no_value',
  'merged',
  'no_contact',
  'main_contact_gone',
  'contact_skipped',
  'owner_inactive',
  'no_account_manager',
])

export const problem = z.object({
  id: z.uuid(),
  kind: problemKind,
  /** What it is about: a customer, a contact, an owner, a field of Salesforce. */
  subject: z.string(),
  /** The customer it concerns; null where it concerns many. */
  customer: z.object({ id: z.uuid(), externalId: z.string(), name: z.string() }).nullable(),
  what: z.string(),
  means: z.string(),
  who: z.string(),
  how: z.string(),
  /** The record in Salesforce or the billing tool, with the words of the link. */
  links: z.array(z.object({ label: z.string(), url: z.string() })),
  /** The page of ours where it is dealt with, besides the customer's own. */
  place: z.object({ label: z.string(), path: z.string() }).nullable(),
  since: instant,
  /** Null while it stands. */
  closedAt: instant.nullable(),
  assignee: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  /** Put off, and not counted until then. */
  snooze: z.object({ until: instant, reason: z.string(), by: z.string() }).nullable(),
})

/** Which problems. */
export const problemsAsked = {
  kind: problemKind.optional(),
  /** `me`, `none`, or a user's id. */
  assignee: z.union([z.enum(['me', 'none']), z.uuid()]).optional(),
  /** `no`: those that count now. `yes`: those that are put off. */
  snoozed: z.enum(['no', 'yes']).default('no'),
  /** A customer, its id in the billing tool, a contact, an owner. */
  search: z.string().trim().max(200).optional(),
  /** A customer's id, or `external:` and its id in the billing tool. */
  customer: z.string().max(300).optional(),
}
export const listProblems = endpoint({
  method: 'GET',
  path: '/problems',
  summary: 'List what needs attention, newest first, with how many there are of each kind',
  input: z.object({
    ...problemsAsked,
    offset: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  answer: z.object({
    total: z.number().int(),
    problems: z.array(problem),
    /** Of each kind that has any, whatever kind is asked for. */
    groups: z.array(z.object({ kind: problemKind, open: z.number().int(), snoozed: z.number().int() })),
  }),
})
export const countProblems = endpoint({
  method: 'GET',
  path: '/problems/counts',
  summary: 'Count what needs attention; what is put off does not count',
  input: nothing,
  answer: z.object({ open: z.number().int(), mine: z.number().int(), snoozed: z.number().int() }),
})
export const getProblem = endpoint({
  method: 'GET',
  path: '/problems/:id',
  summary: 'Show one problem, also after it has closed',
  input: z.object({ id: z.uuid() }),
  answer: problem,
})

const reason = z.string().trim().min(1, 'Say why, in a few words.').max(300)
const several = z.array(z.uuid()).min(1).max(500)

export const assignProblem = endpoint({
  method: 'PUT',
  path: '/problems/:id/assignee',
  summary: 'Give a problem to a colleague, or to nobody',
  input: z.object({ id: z.uuid(), userId: z.uuid().nullable() }),
  answer: problem,
})
export const assignProblems = endpoint({
  method: 'PUT',
  path: '/problems/assignee',
  summary: 'Give several problems to a colleague, or to nobody',
  input: z.object({ ids: several, userId: z.uuid().nullable() }),
  answer: z.object({ problems: z.number().int() }),
})
export const snoozeProblem = endpoint({
  method: 'PUT',
  path: '/problems/:id/snooze',
  summary: 'Put a problem off until a moment, with a reason; it is not counted until then',
  input: z.object({ id: z.uuid(), until: instant, reason }),
  answer: problem,
})
export const snoozeProblems = endpoint({
  method: 'PUT',
  path: '/problems/snooze',
  summary: 'Put several problems off until a moment, with a reason',
  input: z.object({ ids: several, until: instant, reason }),
  answer: z.object({ problems: z.number().int() }),
})
export const unsnoozeProblem = endpoint({
  method: 'DELETE',
  path: '/problems/:id/snooze',
  summary: 'Count a problem again that was put off',
  input: z.object({ id: z.uuid() }),
  answer: done,
})
export const recheckProblem = endpoint({
  method: 'POST',
  path: '/problems/:id/recheck',
  summary: 'Read what changed at the sources now, so that the problem closes if it is mended',
  input: z.object({ id: z.uuid() }),
  answer: z.object({
    run,
    /** False when a run was under way already; it may have read before the mending. */
    started: z.boolean(),
  }),
})
export const exportProblems = endpoint({
  method: 'GET',
  path: '/export/problems.csv',
  summary: 'Download what needs attention, a line for each problem',
  input: z.object(problemsAsked),
  answer: z.string(),
  download: 'text/csv',
})
