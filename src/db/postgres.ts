import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Engine, Outcome, Session } from './engine.ts'

// int8 (counts, row totals) fits a number here; the driver's default is text, which the embedded engine's is not.
pg.types.setTypeParser(20, Number)

class ServerSession implements Session {
  readonly client: pg.PoolClient
  constructor(client: pg.PoolClient) {
    this.client = client
  }

  async query(sql: string, parameters: readonly unknown[]): Promise<Outcome> {
    const result = await this.client.query(sql, [...parameters])
    return { rows: result.rows as unknown[], affected: result.rowCount ?? 0 }
  }

  async script(sql: string): Promise<Outcome> {
    // Several statements come back as several results, which the types do not know.
    const results = [await this.client.query(sql)].flat() as pg.QueryResult[]
    return {
      rows: results.flatMap((result) => result.rows as unknown[]),
      affected: results.at(-1)?.rowCount ?? 0,
    }
  }

  async copyIn(sql: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
    const sink = this.client.query(copyFrom(sql))
    await pipeline(Readable.from(chunks, { objectMode: false }), sink)
    return sink.rowCount
  }
}

// The server vacuums by itself, but only minutes later; until then it plans by what was there before the first read.
// Measured: one page of a list took minutes.
const worthVacuum = 10_000

// The server's defaults think of disks with moving heads, and read half a million rows where an index has the five
// thousand asked for; and what it compiles for one question costs more than the question. Measured at 100,000
// customers: a page far down the list 200 ms, then 30.
const habits = 'set random_page_cost = 1.1; set jit = off'

/** A PostgreSQL server, 15 or newer, at `url`. */
export const openPostgres = (url: string): Engine => {
  const pool = new pg.Pool({ connectionString: url, max: 10 })
  // An idle session that dies (server restarted) is replaced by the pool; without a listener it would end us.
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.query(habits).catch(() => {}))
  const take = async (): Promise<ServerSession> => new ServerSession(await pool.connect())
  return {
    kind: 'postgres',
    take,
    give: (session, broken) => (session as ServerSession).client.release(broken),
    settle: async (rowsWritten) => {
      if (rowsWritten < worthVacuum) return
      const session = await take()
      try {
        await session.query('vacuum (analyze, skip_locked)', [])
      } finally {
        session.client.release()
      }
    },
    close: () => pool.end(),
  }
}
