import type * as z from 'zod'
import { runChanges } from '../../customers/customers.ts'
import type { Tx } from '../../db/db.ts'
import type { Actor } from '../../db/door.ts'
import type * as contract from './contract.ts'
import { inPassing } from '../plan/in-passing.ts'
import { movedSince } from './moved.ts'
import { planUndo } from './undo.ts'
import { adviceFor, demandUndoable } from './undoable.ts'
import type { Undoes } from './undone.ts'

const linesShown = 100

/** What an undo would do: it is planned as the run would, read, and taken back. Nothing of it stays. */
export const previewUndo = async (
  tx: Tx,
  by: Pick<Actor, 'workspaceId' | 'name'>,
  undoes: Undoes,
  now: Date,
): Promise<z.output<typeof contract.undoPreview>> => {
  const { workspaceId } = by
  const run = await demandUndoable(tx, workspaceId, undoes)
  return inPassing(tx, async (runId) => {
    const { counts } = await planUndo(tx, { workspaceId, runId, now, byName: by.name }, undoes)
    const { total, lines } = await runChanges(tx, workspaceId, runId, { offset: 0, limit: linesShown })
    const { customers, contacts, accountManagers } = counts
    return {
      counts: { customers, contacts, accountManagers },
      total,
      lines,
      moved: await movedSince(tx),
      advice: adviceFor(run, undoes),
    }
  })
}
