/**
 * Rows exactly as a source said them.
 *
 * Terms. A **stage** holds one read while it goes on, a **checkpoint** how far it has come. A read is **complete** when the source said how much there
 * is and that much arrived; only then is the stage **merged**, in one transaction, and only then may rows be
 * removed. What changed is decided by the source's own stamps.
 *
 * Invariants. The mirror always shows the last complete read. A read that fails, is short, or is empty where there
 * were rows changes nothing. A row here has no foreign key: a source does not promise parents first.
 */
export { accountContacts } from './account-contacts.ts'
export { mergeBilling, readBilling, type BillingObjectRead, type BillingReadOutcome } from './read-billing.ts'
export type { Reader } from './part.ts'
export type { CrmReadOutcome } from './object-reading.ts'
export { stageOrg, type FieldChoice, type OrgReading } from './read-org.ts'
export { chooseOptional, hasRelations, optionalObjects, storeOptional } from './optional.ts'
export { storeFrozen } from './frozen.ts'
export { fieldsRead, identifierFields } from './shape.ts'
export { dropStages, openStage, type Stage } from './stage.ts'
export {
  countLive,
  countRows,
  forget,
  listFields,
  mirrorTables,
  readRecord,
  storeFields,
  type MirrorField,
  type ReadRecord,
} from './tables.ts'
export { sourceLinks, type SourceLinks } from './links.ts'
