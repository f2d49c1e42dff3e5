import type * as z from 'zod'
import type { Db, Tx } from '../db/db.ts'
import { outsideRoute, route, type Actor, type Route } from '../db/door.ts'
import * as contract from './contract.ts'
import { applyUpload } from './uploads/apply.ts'
import { previewUpload } from './uploads/preview.ts'
import { problemFile } from './uploads/problems.ts'
import { proposeFor } from './uploads/propose.ts'
import { receiveFile } from './uploads/receive.ts'
import { firstRows } from './uploads/rows.ts'
import { findUpload, latestUploads } from './uploads/tables.ts'
import { targetsOf } from './uploads/targets.ts'
import * as verbs from './verbs.ts'

/** What happens elsewhere when a file was taken over. */
export interface UploadLinks {
  /** In the same transaction: asks for the run that brings it to the customers; answers the run's id. */
  applied(tx: Tx, by: Actor, fileName: string): Promise<string>
  /** After that transaction. */
  wake(): void
}

/** CSV files: taken in, looked at, taken over. */
export const mirrorRoutes = (links: UploadLinks): readonly Route[] => [
  outsideRoute(contract.uploadCsv, verbs.uploadFile, async ({ db, by, now, audit, upload }, asked) => {
    const id = await receiveFile(db, by, now, asked, upload)
    audit({ subject: asked.name, detail: { kind: asked.kind } })
    return describe(db, by.workspaceId, id)
  }),
  route(contract.previewCsv, verbs.previewUpload, ({ tx, by }, { id, mapping }) =>
    previewUpload(tx, by.workspaceId, id, mapping),
  ),
  route(contract.applyCsv, verbs.applyUpload, async ({ tx, by, now, audit, after }, { id, mapping }) => {
    const { upload, good, bad } = await applyUpload(tx, by, now, id, mapping)
    audit({ subject: upload.name, detail: { kind: upload.kind, good, bad } })
    const runId = await links.applied(tx, by, upload.name)
    after(async () => links.wake())
    return { runId, good, bad }
  }),
  outsideRoute(contract.downloadCsvProblems, verbs.downloadProblems, async ({ db, by, audit }, { id }) => {
    const upload = await findUpload(db, by.workspaceId, id)
    audit({ subject: upload.name })
    return { name: 'problems.csv', lines: problemFile(db, upload) }
  }),
  route(contract.listUploads, verbs.seeUploads, async ({ tx, by }) => ({
    uploads: (await latestUploads(tx, by.workspaceId)).map(
      ({ id, kind, name, rows, bad, uploadedAt, appliedAt }) => ({
        id,
        kind,
        name,
        rows,
        bad,
        uploadedAt: uploadedAt.toISOString(),
        appliedAt: appliedAt?.toISOString() ?? null,
      }),
    ),
  })),
]

const sampleRows = 20

const describe = async (
  db: Db,
  workspaceId: string,
  id: string,
): Promise<z.output<typeof contract.upload>> => {
  const { kind, name, uploadedAt, appliedAt, encoding, delimiter, columns, rows } = await findUpload(
    db,
    workspaceId,
    id,
  )
  return {
    id,
    kind,
    name,
    encoding,
    delimiter,
    rows,
    columns: [...columns],
    uploadedAt: uploadedAt.toISOString(),
    appliedAt: appliedAt?.toISOString() ?? null,
    sample: (await firstRows(db, id, sampleRows)).map(({ cells }) => [...cells]),
    mapping: await proposeFor(db, workspaceId, kind, columns),
    targets: [...targetsOf[kind]],
  }
}
