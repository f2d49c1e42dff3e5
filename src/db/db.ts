import { Kysely, sql, type Generated, type Transaction } from 'kysely'
import { CopySource, engineDialect, inTransaction } from './driver.ts'
import type { Engine, Session } from './engine.ts'
import { openPglite } from './pglite.ts'
import { openPostgres } from './postgres.ts'

/**
 * The database, one face over two engines: PostgreSQL inside this process (the default) and a PostgreSQL server.
 * The same SQL runs on both, so it is written for PostgreSQL 15.
 *
 * Each noun adds its tables to `Tables` in its own `tables.ts`, the only file of it that speaks SQL.
 */
export interface Tables {
  migrations: { name: string; at: Generated<Date> }
}

export type Db = Kysely<Tables>
/** A transaction. It comes first in every function that speaks SQL, so that any may join another's. */
export type Tx = Transaction<Tables>

export interface Database {
  readonly db: Db
  readonly kind: Engine['kind']
  /** Runs `work` in one transaction: all of it happens, or none. Queries in there must use its `tx`. */
  transaction<R>(work: (tx: Tx) => Promise<R>): Promise<R>
  /**
   * Runs SQL that was written elsewhere, outside any transaction of ours: several statements when it has no
   * values. For the job queue, which brings its own SQL. After an error the session is clean again.
   */
  execute(text: string, values?: readonly unknown[]): Promise<{ rows: unknown[] }>
  /**
   * Takes a name for this process, until it is given back or the process dies. Null when another process (or
   * another part of this one) has it.
   */
  claim(name: string): Promise<(() => Promise<void>) | null>
  /** After about so many rows were written. On the embedded engine: statistics, checkpoint, files forced to disk. */
  settle(rowsWritten: number): Promise<void>
  close(): Promise<void>
}

/** Opens a server by `url`, else the embedded engine in `directory` (null: in memory, for tests). */
export const openDatabase = async (where: {
  url?: string | undefined
  directory: string | null
}): Promise<Database> => databaseOver(where.url ? openPostgres(where.url) : await openPglite(where.directory))

/** The face over an engine that is open already. */
export const databaseOver = (engine: Engine): Database => {
  const db = new Kysely<Tables>({ dialect: engineDialect(engine) })
  return {
    db,
    kind: engine.kind,
    transaction: (work) => transaction(db, work),
    execute: (text, values) => foreign(engine, text, values),
    claim: claims(engine),
    settle: (rowsWritten) => engine.settle(rowsWritten),
    close: async () => {
      await db.destroy()
      // Not by way of Kysely, which leaves a driver alone that never ran a query.
      await engine.close()
    },
  }
}

const foreign = async (
  engine: Engine,
  text: string,
  values: readonly unknown[] = [],
): Promise<{ rows: unknown[] }> => {
  const session = await engine.take()
  try {
    return await (values.length > 0 ? session.query(text, values) : session.script(text))
  } catch (error) {
    // A script may have failed between its own begin and commit, and the session is shared.
    await session.script('rollback').catch(() => {})
    throw error
  } finally {
    engine.give(session)
  }
}

const tryLock = async (session: Session, name: string): Promise<boolean> => {
  const { rows } = await session.query('select pg_try_advisory_lock(hashtextextended($1, 2)) as got', [name])
  return (rows[0] as { got: boolean }).got
}

/** A session of the server holds the name, so a killed process lets it go at once. Embedded, nobody else is there. */
const claims = (engine: Engine): Database['claim'] => {
  const mine = new Set<string>()
  return async (name) => {
    if (mine.has(name)) return null
    mine.add(name)
    const forget = (error: unknown): never => {
      mine.delete(name)
      throw error
    }
    const session = engine.kind === 'postgres' ? await engine.take().catch(forget) : null
    const letGo = async (): Promise<void> => {
      // By word first: the server notices a closed session only a moment later, and whoever asks next shall get it.
      await session?.query('select pg_advisory_unlock(hashtextextended($1, 2))', [name]).catch(() => {})
      // Closing it gives the name back, whatever state it is in.
      if (session) engine.give(session, true)
      mine.delete(name)
    }
    const got = session === null || (await tryLock(session, name).catch(() => false))
    if (got) return letGo
    await letGo()
    return null
  }
}

/** As `Database.transaction`, for those who hold only the `db`. */
export const transaction = <R>(db: Db, work: (tx: Tx) => Promise<R>): Promise<R> =>
  inTransaction.run({ taken: false }, () => db.transaction().execute(work))

/** How a copy reads its cells. */
export interface CopyOptions {
  /** An empty cell is null, also where it stands in quotes. Without it a quoted one is an empty text. */
  readonly emptyIsNull?: boolean
}

/**
 * Copies CSV into a table; columns in the given order. Chunks hold whole rows each. Resolves to the number of rows
 * the database counted. Table and columns come from code, never from people.
 */
export const copyCsv = async (
  tx: Tx,
  table: string,
  columns: readonly string[],
  chunks: AsyncIterable<Uint8Array>,
  options: CopyOptions = {},
): Promise<number> => {
  const names = sql.join(columns.map((column) => sql.ref(column)))
  const nulls = options.emptyIsNull ? sql`, force_null (${names})` : sql``
  const statement = sql`copy ${sql.table(table)} (${names}) from stdin with (format csv${nulls})`.compile(tx)
  const result = await tx.executeQuery({ ...statement, parameters: [new CopySource(chunks)] })
  return Number(result.numAffectedRows ?? 0n)
}

/**
 * Lets this transaction sort and join in memory what would else go by way of files: half a million contacts fit. The
 * usual allowance is meant for many small questions at a time.
 */
export const roomForMany = async (tx: Tx): Promise<void> => {
  await sql`set local work_mem = '64MB'`.execute(tx)
  // A tenth of the usual sample tells as much of the tables made here, and looking at them was an eighth of a daily run.
  await sql`set local default_statistics_target = 10`.execute(tx)
}

/** PostgreSQL's five-character code of an error, when it is one of the database's. */
export const databaseCode = (error: unknown): string | null =>
  error instanceof Error && typeof (error as { code?: unknown }).code === 'string'
    ? (error as unknown as { code: string }).code
    : null

/** Somebody else was first: a unique rule refused the row. */
export const isDuplicate = (error: unknown): boolean => databaseCode(error) === '23505'
