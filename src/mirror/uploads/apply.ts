import { Refused } from '../../base/errors.ts'
import { csvConnection } from '../../connections/connections.ts'
import type { Tx } from '../../db/db.ts'
import type { Actor } from '../../db/door.ts'
import { mergeBilling } from '../read-billing.ts'
import { layOut } from './lay-out.ts'
import { dropSpentRows } from './rows.ts'
import { customersInForce, markApplied, type Upload } from './tables.ts'
import type { Chosen } from './targets.ts'

/** What taking a file over came to. */
export interface Applied {
  readonly upload: Upload
  readonly good: number
  readonly bad: number
}

/**
 * Makes a file the word of the CSV files: its customers replace those of the customer file before, its contacts those
 * of the contact file before. All in the caller's transaction. Rejects with `Refused`, and nothing is changed, when no
 * row can be used or the file was applied before, so a repeated request does no harm.
 */
export const applyUpload = async (
  tx: Tx,
  by: Actor,
  now: Date,
  id: string,
  chosen: Chosen,
): Promise<Applied> => {
  const { upload, good, bad } = await layOut(tx, by.workspaceId, id, chosen)
  if (good === 0) throw nothingUsable(upload)
  const connectionId = await csvConnection(tx, by, now)
  const customers = upload.kind === 'customers' ? 'staged_customers' : null
  await mergeBilling(tx, { connectionId, runId: null, now }, customers, 'staged_contacts')
  await markApplied(tx, id, { mapping: chosen, connectionId, now })
  await dropSpentRows(tx, by.workspaceId, (await customersInForce(tx, connectionId))?.id ?? null)
  return { upload, good, bad }
}

const nothingUsable = ({ name, kind }: Upload): Refused =>
  new Refused({
    code: 'csv_nothing_usable',
    what: `No row of “${name}” can be used.`,
    means: `Nothing was changed: your ${kind} are as they were.`,
    how: 'Look at the reasons in the preview. Most often a column was taken for the wrong thing.',
  })
