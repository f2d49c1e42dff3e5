import { AsyncLocalStorage } from 'node:async_hooks'
import {
  CompiledQuery,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely'
import type { Engine, Session } from './engine.ts'

/** A parameter that makes its statement a `copy … from stdin`. */
export class CopySource {
  readonly chunks: AsyncIterable<Uint8Array>
  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks
  }
}

/**
 * Marks what runs inside one of our transactions. Asking for a second session in there would wait for ever on the
 * embedded engine, which has one, and would silently escape the transaction on the other. So it is a loud error.
 */
export const inTransaction = new AsyncLocalStorage<{ taken: boolean }>()

class Connection implements DatabaseConnection {
  readonly session: Session
  broken = false
  constructor(session: Session) {
    this.session = session
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const [first] = query.parameters
    if (first instanceof CopySource) {
      const rows = await this.session.copyIn(query.sql, first.chunks)
      return { rows: [], numAffectedRows: BigInt(rows) }
    }
    const outcome = await this.session.query(query.sql, query.parameters)
    return { rows: outcome.rows as R[], numAffectedRows: BigInt(outcome.affected) }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Cursors do not exist on the embedded engine: page by key instead.')
  }
}

class EngineDriver implements Driver {
  readonly #engine: Engine
  constructor(engine: Engine) {
    this.#engine = engine
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Connection> {
    const mark = inTransaction.getStore()
    if (mark?.taken) throw new Error('A query inside a transaction did not use that transaction.')
    if (mark) mark.taken = true
    return new Connection(await this.#engine.take())
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const mark = inTransaction.getStore()
    if (mark) mark.taken = false
    const { session, broken } = connection as Connection
    this.#engine.give(session, broken)
  }

  async beginTransaction(
    connection: DatabaseConnection,
    settings: { isolationLevel?: string },
  ): Promise<void> {
    const level = settings.isolationLevel ? ` isolation level ${settings.isolationLevel}` : ''
    await connection.executeQuery(CompiledQuery.raw(`begin${level}`))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await connection.executeQuery(CompiledQuery.raw('rollback'))
    } catch {
      // The server drops the transaction with the session; what failed before this is what matters.
      ;(connection as Connection).broken = true
    }
  }

  async destroy(): Promise<void> {}
}

/** PostgreSQL's SQL for Kysely, over either engine. */
export const engineDialect = (engine: Engine): Dialect => ({
  createDriver: () => new EngineDriver(engine),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createAdapter: () => new PostgresAdapter(),
  createIntrospector: (db) => new PostgresIntrospector(db),
})
