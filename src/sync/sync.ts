/**
 * Runs: read → match → plan → apply → receipt.
 *
 * Terms. A **run** is one sync of a workspace; it may read the billing tool, Salesforce, both or nothing. What **should
 * be** is worked out from the mirrors and people's decisions alone (`plan/want-…`). The **plan** is every difference to
 * what is, one stored line each; **applying** carries out those lines, which stay as the history.
 *
 * Invariants. One run per workspace at a time: a rule of the database says so, not an agreement. Until a run's last
 * transaction nothing a person sees has changed, and that transaction carries the customers, the history and the run's
 * end together; so a run may be killed at any instant and begins anew. Whatever is asked for while one is under way is
 * done by it or by one that follows. The same mirrors and decisions always give the same customers.
 */
export {
  afterBillingConnected,
  afterCrmConnected,
  afterUploadApplied,
  connectFromEnvironment,
} from './begin.ts'
export { recover, syncJobs } from './jobs.ts'
export { syncRoutes } from './routes.ts'
export type { SyncParts } from './run/execute.ts'
export { runJob } from './run/request.ts'
export { readSettings } from './settings.ts'
export { standingOf } from './standing.ts'
