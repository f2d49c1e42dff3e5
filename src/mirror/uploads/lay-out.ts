import { sql } from 'kysely'
import { listConnections } from '../../connections/connections.ts'
import { Refused } from '../../base/errors.ts'
import type { Tx } from '../../db/db.ts'
import type { Taken } from './map-row.ts'
import { storeProblems } from './problems.ts'
import {
  addContactFile,
  addMainContacts,
  dropOrphans,
  keepLeftOut,
  rejectRepeats,
  rejectStrangers,
} from './sets.ts'
import { fillStages, openStages } from './stage.ts'
import { findUpload, lockUploads, type Upload } from './tables.ts'
import type { Chosen } from './targets.ts'

/** A file laid out in the stages, next to the mirror it may go into. */
export interface LaidOut {
  readonly upload: Upload
  /** The connection of CSV files; null before the first file is applied. */
  readonly connectionId: string | null
  readonly good: number
  readonly bad: number
  /** The first usable rows. */
  readonly first: readonly Taken[]
}

/**
 * Lays a file out as the mapping says: what a preview counts is what applying merges. The rows that cannot be used
 * are kept for the download. Rejects with `Gone`, or with `Refused` when the file was applied already or the mapping
 * does not fit it.
 */
export const layOut = async (tx: Tx, workspaceId: string, id: string, chosen: Chosen): Promise<LaidOut> => {
  await lockUploads(tx, workspaceId)
  const upload = await findUpload(tx, workspaceId, id)
  if (upload.appliedAt) throw appliedAlready(upload.name)
  const billing = (await listConnections(tx, workspaceId)).filter(({ tool }) => tool !== 'salesforce')
  const connectionId = billing.find(({ tool }) => tool === 'csv')?.id ?? null
  await openStages(tx)
  const first = await fillStages(tx, upload, chosen)
  if (upload.kind === 'customers') await completeCustomers(tx, connectionId)
  else
    await completeContacts(
      tx,
      connectionId,
      billing.map((one) => one.id),
    )
  const bad = await storeProblems(tx, upload.id)
  return { upload, connectionId, good: upload.rows - bad, bad, first: await withoutBad(tx, upload.id, first) }
}

const completeCustomers = async (tx: Tx, connectionId: string | null): Promise<void> => {
  await rejectRepeats(tx, 'staged_customers')
  await dropOrphans(tx)
  await keepLeftOut(tx, connectionId)
  await addContactFile(tx, connectionId)
}

const completeContacts = async (
  tx: Tx,
  connectionId: string | null,
  billing: readonly string[],
): Promise<void> => {
  await rejectStrangers(tx, billing)
  await rejectRepeats(tx, 'staged_contacts')
  await addMainContacts(tx, connectionId)
}

const withoutBad = async (tx: Tx, uploadId: string, first: readonly Taken[]): Promise<readonly Taken[]> => {
  const { rows } = await sql<{ line: number }>`select line from csv_upload_problems
    where upload_id = ${uploadId} and line = any(${first.map(({ line }) => line)}::integer[])`.execute(tx)
  const bad = new Set(rows.map(({ line }) => line))
  return first.filter(({ line }) => !bad.has(line))
}

const appliedAlready = (name: string): Refused =>
  new Refused(
    {
      code: 'upload_applied',
      what: `“${name}” was taken over already.`,
      means: 'Nothing more was changed: what it said is in force, unless a later file replaced it.',
      how: 'Look at the run under Activity. To take a newer file over, upload it.',
    },
    409,
  )
