import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { startPostgres } from '../test/postgres.ts'
import type { EngineName } from './sizes.ts'

/** Where a benchmark's databases live. */
export interface Place {
  /** A new, empty database: its address, or null for the embedded engine. */
  makeDatabase(): Promise<{ url: string | null; drop: () => Promise<void> }>
  /** Such as `PostgreSQL 15.8, given` or `PGlite 0.5.16`. */
  readonly version: string
  close(): Promise<void>
}

/** The server TEST_DATABASE_URL or DATABASE_URL names, else one started here; or the embedded engine. */
export const openPlace = async (engine: EngineName): Promise<Place> => {
  if (engine === 'pglite') {
    return {
      makeDatabase: async () => ({ url: null, drop: async () => {} }),
      version: 'PGlite',
      close: async () => {},
    }
  }
  const given = process.env.TEST_DATABASE_URL ?? process.env.DATABASE_URL
  const started = given ? null : await startPostgres()
  const server = given ?? started?.url ?? ''
  const version = await onServer(server, 'show server_version')
  return {
    makeDatabase: async () => {
      const name = `crosswalk_bench_${randomBytes(4).toString('hex')}`
      await onServer(server, `create database ${name}`)
      const url = new URL(server)
      url.pathname = `/${name}`
      return {
        url: url.href,
        drop: async () => void (await onServer(server, `drop database if exists ${name} with (force)`)),
      }
    },
    version: `PostgreSQL ${version.split(' ')[0]}${given ? '' : ' (started for this, not forcing to disk)'}`,
    close: async () => started?.stop(),
  }
}

const onServer = async (server: string, statement: string): Promise<string> => {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, string>>(statement)
    return Object.values(rows?.[0] ?? {})[0] ?? ''
  } finally {
    await client.end()
  }
}
