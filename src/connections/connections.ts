/**
 * One grant of access to one system.
 *
 * Terms. A **connection** is live until it is disconnected; a workspace has at most one per tool. Its **secret** is
 * sealed and never leaves this folder: others get an open conversation. `sign_in_needed` means that nothing but a
 * new approval helps; `blocked`, that an admin of the source can mend it and we go on by ourselves.
 *
 * Invariants. Reconnecting keeps the connection's id, and so its mirror. Another org or account than before is
 * refused, never taken over. Disconnecting destroys the secret here even when the other side does not answer.
 */
export { appStanding, type AppStanding } from './apps.ts'
export { csvConnection, keepStripeKey } from './billing.ts'
export { tripProblem } from './attempts.ts'
export { arrive, type Arrival, type TripProblem } from './dance.ts'
export { disconnect } from './disconnect.ts'
export { noteFault, noteWell, remediesOf, type StateChange } from './health.ts'
export { connectionJobs } from './jobs.ts'
export {
  inspectCrm,
  trySecrets,
  type InspectionQuestion,
  type OrgInspection,
  type SecretStanding,
} from './inspect.ts'
export { leftJobs } from './bulk-jobs.ts'
export { callBudget, readUsage, storeUsage } from './call-budget.ts'
export { openBilling, openCrm, type CrmLimits } from './open.ts'
export { callbackUrl, type ConnectionParts } from './parts.ts'
export {
  connectionById,
  findConnection,
  lastBilling,
  listConnections,
  type Connection,
  type Tool,
} from './tables.ts'
