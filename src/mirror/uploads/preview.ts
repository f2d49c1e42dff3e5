import type { Answer } from '../../base/endpoint.ts'
import type { Tx } from '../../db/db.ts'
import type { previewCsv } from '../contract.ts'
import { compare } from './compare.ts'
import { layOut } from './lay-out.ts'
import { shownRow } from './map-row.ts'
import { firstProblems } from './problems.ts'
import { mappingOf, type Chosen } from './targets.ts'

const shownProblems = 100

/** Says what applying a file with this mapping would do to the customers, or contacts, as they are now. */
export const previewUpload = async (
  tx: Tx,
  workspaceId: string,
  id: string,
  chosen: Chosen,
): Promise<Answer<typeof previewCsv>> => {
  const { upload, connectionId, good, bad, first } = await layOut(tx, workspaceId, id, chosen)
  const mapping = mappingOf(upload.kind, upload.columns, chosen)
  return {
    good,
    bad,
    ...(await compare(tx, upload.kind, connectionId)),
    customFields: Object.keys(mapping.fields),
    rows: first.map((row) => shownRow(mapping, row)),
    problems: await firstProblems(tx, upload.id, shownProblems),
  }
}
