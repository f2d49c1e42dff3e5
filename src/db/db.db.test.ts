import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyCsv, isDuplicate, type Database } from './db.ts'
import { openTestDatabase } from './test-database.ts'

let database: Database

beforeAll(async () => {
  database = await openTestDatabase()
  await sql`create table things (id bigint primary key, name text, note text)`.execute(database.db)
})
afterAll(() => database.close())

const chunks = async function* (...lines: string[]): AsyncIterable<Uint8Array> {
  for (const line of lines) yield Buffer.from(line)
}

test('copies CSV, telling null from empty, and counts the rows', async () => {
  const rows = await database.transaction((tx) =>
    copyCsv(tx, 'things', ['id', 'name', 'note'], chunks('1,"a ""b""\nc",\n', '2,,""\n3,"NA","null"\n')),
  )
  expect(rows).toBe(3)
  const found = await sql`select id, name, note from things order by id`.execute(database.db)
  expect(found.rows).toEqual([
    { id: 1, name: 'a "b"\nc', note: null },
    { id: 2, name: null, note: '' },
    { id: 3, name: 'NA', note: 'null' },
  ])
})

test('a copy that fails half way leaves nothing', async () => {
  const failing = database.transaction((tx) => copyCsv(tx, 'things', ['id'], chunks('10\n', 'eleven\n')))
  await expect(failing).rejects.toThrow(/eleven/)
  const found = await sql`select id from things where id >= 10`.execute(database.db)
  expect(found.rows).toEqual([])
})

test('a query that forgets the transaction is refused, not left waiting', async () => {
  const forgetting = database.transaction(() => sql`select 1`.execute(database.db))
  await expect(forgetting).rejects.toThrow(/did not use that transaction/)
  const after = await sql<{ one: number }>`select 1 as one`.execute(database.db)
  expect(after.rows).toEqual([{ one: 1 }])
})

test('transactions beside each other do not see each other and all end', async () => {
  await Promise.all(
    [20, 21, 22].map((id) =>
      database
        .transaction(async (tx) => {
          await sql`insert into things (id) values (${id})`.execute(tx)
          if (id === 21) await sql`select 1 / 0`.execute(tx)
        })
        .catch(() => {}),
    ),
  )
  const found = await sql`select id from things where id between 20 and 29 order by id`.execute(database.db)
  expect(found.rows).toEqual([{ id: 20 }, { id: 22 }])
})

test('a repeated key is told apart from other errors', async () => {
  const twice = sql`insert into things (id) values (30), (30)`.execute(database.db)
  await expect(twice).rejects.toSatisfy(isDuplicate)
})

test('a name that was given back can be claimed again at once', async () => {
  for (let round = 0; round < 20; round++) {
    const release = await database.claim('a name')
    expect(await database.claim('a name')).toBeNull()
    await release?.()
    const again = await database.claim('a name')
    expect(again).not.toBeNull()
    await again?.()
  }
})
