import { sql, type RawBuilder } from 'kysely'
import type { Db, Tx } from '../../db/db.ts'
import { chainStart } from './chain.ts'
import { utcText } from './run-facts.ts'

/** A receipt as it is stored. */
export interface StoredReceipt {
  readonly workspaceId: string
  readonly number: number
  readonly runId: string
  /** ISO, to the microsecond. */
  readonly at: string
  readonly body: string
  readonly previousHash: string
  readonly hash: string
}

const columns = sql`workspace_id as "workspaceId", number, run_id as "runId", ${utcText(sql`at`)} as at, body,
  previous_hash as "previousHash", hash`

const select = async (
  db: Db | Tx,
  workspaceId: string,
  rest: RawBuilder<unknown>,
): Promise<StoredReceipt[]> =>
  (
    await sql<StoredReceipt>`select ${columns} from receipts where workspace_id = ${workspaceId} and ${rest}`.execute(
      db,
    )
  ).rows

/** The end of a workspace’s chain. Nobody else can add to it until the transaction ends. */
export const takeHead = async (tx: Tx, workspaceId: string): Promise<{ number: number; hash: string }> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${workspaceId}, 4))`.execute(tx)
  return (await headOf(tx, workspaceId)) ?? { number: 0, hash: chainStart }
}

export const headOf = async (
  db: Db | Tx,
  workspaceId: string,
): Promise<{ number: number; hash: string } | null> => {
  const [head] = await select(db, workspaceId, sql`true order by number desc limit 1`)
  return head ? { number: head.number, hash: head.hash } : null
}

export const insertReceipt = async (tx: Tx, receipt: StoredReceipt): Promise<void> => {
  const { workspaceId, number, runId, at, body, previousHash, hash } = receipt
  await sql`insert into receipts (workspace_id, number, run_id, at, body, previous_hash, hash)
    values (${workspaceId}, ${number}, ${runId}, ${at}::timestamptz, ${body}, ${previousHash}, ${hash})`.execute(
    tx,
  )
}

export const receiptOf = async (
  db: Db | Tx,
  workspaceId: string,
  runId: string,
): Promise<StoredReceipt | null> => (await select(db, workspaceId, sql`run_id = ${runId}`))[0] ?? null

/** The receipt of a number; null when there is none. */
export const receiptAt = async (
  db: Db | Tx,
  workspaceId: string,
  number: number,
): Promise<StoredReceipt | null> => (await select(db, workspaceId, sql`number = ${number}`))[0] ?? null

/** The next ones behind a number, at most `limit`. */
export const receiptsAfter = (
  db: Db | Tx,
  workspaceId: string,
  number: number,
  limit: number,
): Promise<StoredReceipt[]> => select(db, workspaceId, sql`number > ${number} order by number limit ${limit}`)

/** Ended runs that have no receipt: those that should, and how many ended before there were any. */
export const runsWithoutReceipt = async (
  db: Db | Tx,
  workspaceId: string,
): Promise<{ missing: string[]; earlier: number }> => {
  const { rows } = await sql<{ id: string; earlier: boolean }>`
    select id, before_receipts as earlier from runs
    where workspace_id = ${workspaceId} and finished_at is not null
      and not exists (select 1 from receipts r where r.run_id = runs.id and r.workspace_id = runs.workspace_id)
    order by finished_at, id`.execute(db)
  const missing = rows.filter(({ earlier }) => !earlier).map(({ id }) => id)
  return { missing, earlier: rows.length - missing.length }
}
