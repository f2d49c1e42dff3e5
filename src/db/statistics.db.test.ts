import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import type { Database } from './db.ts'
import { openTestDatabase } from './test-database.ts'
import { renewStatistics, writeMany } from './statistics.ts'

let database: Database
afterEach(() => database.close())

const rows = 2_000

/** How many customers the database thinks the mirror has; -1 where it never looked. */
const believed = async (): Promise<number> => {
  const { rows: found } = await sql<{ count: number }>`
    select reltuples::int8 as count from pg_class where relname = 'mirror_customers'`.execute(database.db)
  return found[0]?.count ?? Number.NaN
}

/** In a transaction of its own. */
const renew = (rowsWritten: number): Promise<void> =>
  database.transaction((tx) => renewStatistics(tx, rowsWritten, ['mirror_customers', 'mirror_accounts']))

const openFilled = async (): Promise<void> => {
  database = await openTestDatabase()
  const { db } = database
  // The server looks by itself now and then, which must not be what these tests see.
  await sql`alter table mirror_customers set (autovacuum_enabled = false)`.execute(db)
  await sql`insert into workspaces (id, name) values (${id}, 'Lantern Works')`.execute(db)
  await sql`insert into mirror_customers (workspace_id, connection_id, id, name)
    select ${id}, ${id}, 'cus_' || n, 'Customer ' || n from generate_series(1, ${sql.lit(rows)}) n`.execute(
    db,
  )
}
const id = '0193d2a4-0000-7000-8000-000000000001'

test('after many rows the database knows how many rows there are', async () => {
  await openFilled()
  await renew(10_000)
  expect(await believed()).toBe(rows)
})

test('after few it is not asked to look', async () => {
  await openFilled()
  const before = await believed()
  await renew(9_999)
  expect(await believed()).toBe(before)
})

test('a statement that writes many rows lets the database know', async () => {
  await openFilled()
  const more = sql`insert into mirror_customers (workspace_id, connection_id, id, name)
    select ${id}, ${id}, 'more_' || n, 'Customer ' || n from generate_series(1, 10000) n`
  await database.transaction((tx) => writeMany(tx, 'mirror_customers', more))
  expect(await believed()).toBe(rows + 10_000)
})

// The embedded database has one session: nobody else can hold anything.
if (process.env.TEST_ENGINE === 'postgres')
  test('whoever holds a table is not waited for', async () => {
    await openFilled()
    const before = await believed()
    await database.transaction(async (tx) => {
      await sql`lock table mirror_customers in access exclusive mode`.execute(tx)
      await renew(10_000)
    })
    expect(await believed()).toBe(before)
  })
