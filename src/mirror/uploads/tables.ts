import { sql } from 'kysely'
import type { FileKind } from '../../connectors/csv/mapping.ts'
import type { Delimiter } from '../../connectors/csv/header.ts'
import { Gone } from '../../base/errors.ts'
import type { Db, Tx } from '../../db/db.ts'
import type { Chosen } from './targets.ts'

/** A file that has arrived to its end. */
export interface Upload {
  readonly id: string
  readonly kind: FileKind
  readonly name: string
  readonly delimiter: Delimiter
  readonly columns: readonly string[]
  readonly uploadedAt: Date
  readonly encoding: string
  /** All rows, readable or not. */
  readonly rows: number
  readonly appliedAt: Date | null
  /** How it was applied. */
  readonly mapping: Chosen | null
}

/** What is known of a file when its first line has been read. */
export interface Arriving extends Pick<Upload, 'kind' | 'name' | 'delimiter' | 'columns'> {
  readonly workspaceId: string
  readonly byName: string
  readonly now: Date
}

const shown = sql`id, kind, name, delimiter, columns, uploaded_at as "uploadedAt", encoding, rows,
  applied_at as "appliedAt", mapping`

/** Writes down that a file is arriving. Nobody sees it before `completeUpload`. */
export const beginUpload = async (db: Db, file: Arriving): Promise<string> => {
  const { rows } = await sql<{ id: string }>`
    insert into csv_uploads (workspace_id, kind, name, delimiter, columns, uploaded_by, uploaded_at)
    values (${file.workspaceId}, ${file.kind}, ${file.name}, ${file.delimiter}, ${[...file.columns]}, ${file.byName}, ${file.now})
    returning id`.execute(db)
  return rows[0]?.id ?? ''
}

export const completeUpload = async (
  db: Db,
  id: string,
  file: Pick<Upload, 'encoding' | 'rows'>,
): Promise<void> => {
  await sql`update csv_uploads set encoding = ${file.encoding}, rows = ${file.rows} where id = ${id}`.execute(
    db,
  )
}

export const dropUpload = async (db: Db, id: string): Promise<void> => {
  await sql`delete from csv_uploads where id = ${id}`.execute(db)
}

const day = 86_400_000

/** Removes files nobody applied in a week, and those that broke off without our noticing, such as by a power cut. */
export const dropForgotten = async (db: Db, workspaceId: string, now: Date): Promise<void> => {
  await sql`delete from csv_uploads where workspace_id = ${workspaceId} and applied_at is null
    and (uploaded_at < ${new Date(now.getTime() - 7 * day)}
      or (rows is null and uploaded_at < ${new Date(now.getTime() - day)}))`.execute(db)
}

/** Rejects with `Gone` when this workspace has no such file, whoever else has. */
export const findUpload = async (db: Db | Tx, workspaceId: string, id: string): Promise<Upload> => {
  const { rows } = await sql<Upload>`select ${shown} from csv_uploads
    where workspace_id = ${workspaceId} and id = ${id} and rows is not null`.execute(db)
  if (!rows[0]) throw gone()
  return rows[0]
}

/** A file and how many of its rows cannot be used, as far as was looked. */
export type Listed = Upload & { readonly bad: number }

/** The latest hundred, newest first. */
export const latestUploads = async (db: Db | Tx, workspaceId: string): Promise<Listed[]> =>
  (
    await sql<Listed>`select ${shown},
        (select count(*) from csv_upload_problems p where p.upload_id = u.id) as bad
      from csv_uploads u where workspace_id = ${workspaceId} and rows is not null
      order by uploaded_at desc, id limit 100`.execute(db)
  ).rows

/** The customer file whose word counts in a mirror: the one applied last. */
export const customersInForce = async (tx: Tx, connectionId: string): Promise<Upload | null> => {
  const { rows } = await sql<Upload>`select ${shown} from csv_uploads
    where connection_id = ${connectionId} and kind = 'customers' and applied_at is not null
    order by applied_at desc, id limit 1`.execute(tx)
  return rows[0] ?? null
}

/** The mapping people chose last for this kind of file, or null. */
export const lastMapping = async (db: Db, workspaceId: string, kind: FileKind): Promise<Chosen | null> => {
  const { rows } = await sql<{ mapping: Chosen }>`select mapping from csv_uploads
    where workspace_id = ${workspaceId} and kind = ${kind} and applied_at is not null
    order by applied_at desc, id limit 1`.execute(db)
  return rows[0]?.mapping ?? null
}

export const markApplied = async (
  tx: Tx,
  id: string,
  applied: { readonly mapping: Chosen; readonly connectionId: string; readonly now: Date },
): Promise<void> => {
  await sql`update csv_uploads set mapping = ${JSON.stringify(applied.mapping)}::jsonb,
    connection_id = ${applied.connectionId}, applied_at = ${applied.now} where id = ${id}`.execute(tx)
}

/** Makes everybody who looks at, or applies, a file of this workspace wait in line, until the transaction ends. */
export const lockUploads = async (tx: Tx, workspaceId: string): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${workspaceId}, 3))`.execute(tx)
}

const gone = (): Gone =>
  new Gone({
    code: 'upload_unknown',
    what: 'There is no such uploaded file.',
    means: 'Files that nobody applies are removed after a week.',
    how: 'Upload it again under Settings → Billing.',
  })
