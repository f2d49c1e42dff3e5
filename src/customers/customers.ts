/**
 * The answer: customers, their contacts, who manages them, and what people decided about all that.
 *
 * Terms. A **customer** is one entry of the billing tool's list, known by its external id. A **contact** is a
 * person there; one is the **main contact**. An **assignment** says who the account manager is. A **choice** is a
 * decision of a person about any of these.
 *
 * Invariants. Customers, contacts and assignments are derived: only the applying of a plan, or a person's choice,
 * changes them, and each change leaves a line of history. Choices are kept under ids made from what a row is, so a
 * row that vanishes and returns finds its choices again. A customer with contacts has exactly one main contact.
 */
export { unassign } from './contacts/choices.ts'
export { customerIdOf, findCustomer } from './detail.ts'
export { fieldLabel } from './fields/field-label.ts'
export { runChanges, type RunLines } from './history.ts'
export { historyLabel, historyValue } from './history-line.ts'
export { anywhere } from './list.ts'
export { lockWorkspace } from './lock.ts'
export { skippedReason, skippedRows } from './contacts/skipped.ts'
export { countByManager } from './managers.ts'
export { customerRoutes, type CustomerParts } from './routes.ts'
export type { Standing } from './standing.ts'
