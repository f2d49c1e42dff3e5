import { proposeMapping, type FileKind } from '../../connectors/csv/mapping.ts'
import type { Db } from '../../db/db.ts'
import { lastMapping } from './tables.ts'
import { chosenOf } from './targets.ts'

/**
 * Which column is what, to begin with: as people had it for the last file of this kind, when this one has all those
 * columns too; else by the columns' names.
 */
export const proposeFor = async (
  db: Db,
  workspaceId: string,
  kind: FileKind,
  columns: readonly string[],
): Promise<Record<string, string | null>> => {
  const last = await lastMapping(db, workspaceId, kind)
  const fits = last && Object.values(last).every((column) => column === null || columns.includes(column))
  return chosenOf(kind, fits ? last : proposeMapping(columns, kind).targets)
}
