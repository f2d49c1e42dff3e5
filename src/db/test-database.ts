import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { databaseOver, type Database } from './db.ts'
import { migrate } from './migrate.ts'
import { openPglite } from './pglite.ts'
import { openPostgres } from './postgres.ts'

/**
 * A migrated database of a test's own, on the engine TEST_ENGINE names. On PostgreSQL each is a copy of one
 * template; in memory each starts from one image, made by the first test of the file.
 */
export const openTestDatabase = async (): Promise<Database> => {
  if (process.env.TEST_ENGINE === 'postgres') return onServer()
  if (process.env.TEST_ENGINE === 'pglite') return inMemory()
  throw new Error('A test that needs a database is named *.db.test.ts; then TEST_ENGINE says which engine.')
}

let image: Promise<Uint8Array> | null = null

const inMemory = async (): Promise<Database> => {
  image ??= (async () => {
    const engine = await openPglite(null)
    await migrate(databaseOver(engine).db)
    const dumped = await engine.dump()
    await engine.close()
    return dumped
  })()
  return databaseOver(await openPglite(null, await image))
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
  const server = process.env.TEST_DATABASE_URL
  if (!server)
    throw new Error('TEST_DATABASE_URL is not set: run the tests with `npm test`, which starts a PostgreSQL.')
  const name = `crosswalk_${randomBytes(6).toString('hex')}`
  await onAdmin(server, `create database ${name} template ${await template(server)}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => onAdmin(server, `drop database if exists ${name} with (force)`) }
}

let made: Promise<string> | null = null

/** One migrated template per test file: the files run in processes of their own, which may not share one. */
const template = (server: string): Promise<string> => {
  made ??= (async () => {
    const name = `template_${randomBytes(6).toString('hex')}`
    await onAdmin(server, `create database ${name}`)
    const url = new URL(server)
    url.pathname = `/${name}`
    const database = databaseOver(openPostgres(url.href))
    await migrate(database.db)
    await database.close()
    return name
  })()
  return made
}

const onAdmin = async (server: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
