import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { databaseOver, type Database } from './db.ts'
import { migrate } from './migrate.ts'
import { openPglite } from './pglite.ts'
import { openPostgres } from './postgres.ts'

/**
 * A migrated database of a test's own, on the engine TEST_ENGINE names. On PostgreSQL each is a copy of one
 * template; in memory each starts from one image. Both are made once for all test files, by `test/postgres.ts` and
 * `test/pglite.ts`.
 */
export const openTestDatabase = async (): Promise<Database> => {
  if (process.env.TEST_ENGINE === 'postgres') return onServer()
  if (process.env.TEST_ENGINE === 'pglite') return inMemory()
  throw new Error('A test that needs a database is named *.db.test.ts; then TEST_ENGINE says which engine.')
}

const given = (name: string): string => {
  const value = process.env[name]
  if (value) return value
  throw new Error(
    `${name} is not set: run the tests with \`npm test\`, or vitest with our own configuration.`,
  )
}

const inMemory = async (): Promise<Database> =>
  databaseOver(await openPglite(null, await readFile(given('TEST_PGLITE_IMAGE'))))

/** The embedded database, migrated, as one image from which others start. */
export const makeImage = async (): Promise<Uint8Array> => {
  const engine = await openPglite(null)
  await migrate(databaseOver(engine).db)
  const image = await engine.dump()
  await engine.close()
  return image
}

const onServer = async (): Promise<Database> => {
  const { url, drop } = await makeServerDatabase()
  const database = databaseOver(openPostgres(url))
  return {
    ...database,
    close: async () => {
      await database.close()
      await drop()
    },
  }
}

/** A migrated database on the test server, for a process of its own; `drop` also ends who is connected. */
export const makeServerDatabase = async (): Promise<{ url: string; drop: () => Promise<void> }> => {
  const server = given('TEST_DATABASE_URL')
  const name = `crosswalk_${randomBytes(6).toString('hex')}`
  await onAdmin(server, `create database ${name} template ${given('TEST_TEMPLATE')}`)
  return { url: at(server, name), drop: () => dropDatabase(server, name) }
}

/** A migrated database on `server` for others to be copied from. Nobody may be connected to it then. */
export const makeTemplate = async (server: string): Promise<{ name: string; drop: () => Promise<void> }> => {
  const name = `template_${randomBytes(6).toString('hex')}`
  await onAdmin(server, `create database ${name}`)
  const database = databaseOver(openPostgres(at(server, name)))
  await migrate(database.db)
  await database.close()
  return { name, drop: () => dropDatabase(server, name) }
}

const at = (server: string, name: string): string => {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

const dropDatabase = (server: string, name: string): Promise<void> =>
  onAdmin(server, `drop database if exists ${name} with (force)`)

const onAdmin = async (server: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
