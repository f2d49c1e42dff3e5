import * as z from 'zod'
import { endpoint, instant, nothing } from '../../base/endpoint.ts'
import { matchState } from '../../customers/contract.ts'
import { problemKind } from '../problems/contract.ts'
import { run } from '../contract.ts'

/** The overview: how things stand, in figures that lead to their rows. */

const rows = z.number().int()

/** Where contacts come from. `none`: customers without any contact. */
export const contactFeed = z.object({
  source: z.enum(['billing', 'salesforce', 'manual', 'none']),
  customers: rows,
  contacts: rows,
})
export const managerLoad = z.object({
  id: z.uuid(),
  name: z.string(),
  customers: rows,
  /** Salesforce says something against them: inactive, frozen or hidden. */
  flagged: z.boolean(),
})
export const problemTrend = z.object({
  kind: problemKind,
  /** Open problems at the end of each of `days`, and now. */
  open: z.array(rows),
})
export const runBrief = z.object({
  ...run.pick({ id: true, kind: true, state: true, reason: true, applied: true }).shape,
  startedAt: instant,
  milliseconds: rows,
  /** Customers, contacts and account managers it changed, or would change. */
  changes: rows,
})
export const getOverview = endpoint({
  method: 'GET',
  path: '/overview',
  summary: 'Show how things stand: matches, contact sources, account managers, problems and the last runs',
  input: nothing,
  answer: z.object({
    customers: rows,
    matches: z.partialRecord(matchState, rows),
    contacts: z.array(contactFeed),
    managers: z.object({
      /** The ten with the most customers. */
      top: z.array(managerLoad),
      /** Everybody else together. */
      others: z.object({ people: rows, customers: rows }),
      unassigned: rows,
    }),
    problems: z.object({
      /** Days (UTC), oldest first, the last one today; empty before anything was counted. */
      days: z.array(z.iso.date()),
      kinds: z.array(problemTrend),
    }),
    /** The last thirty that have ended, oldest first. */
    runs: z.array(runBrief),
  }),
})
