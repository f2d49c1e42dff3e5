import { sql } from 'kysely'
import type { Tx } from '../../db/db.ts'

/**
 * Plans under the id of a run that never was, and takes back all that was written meanwhile, the lines included. Answers
 * what `look` made of it. When it rejects, so does the transaction.
 */
export const inPassing = async <R>(tx: Tx, look: (runId: string) => Promise<R>): Promise<R> => {
  await sql`savepoint in_passing`.execute(tx)
  const { rows } = await sql<{ id: string }>`select gen_random_uuid() as id`.execute(tx)
  const found = await look(rows[0]?.id ?? '')
  await sql`rollback to savepoint in_passing`.execute(tx)
  return found
}
