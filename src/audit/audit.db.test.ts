import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../db/db.ts'
import type { Actor } from '../db/door.ts'
import { openTestDatabase } from '../db/test-database.ts'
import { listLines, writeLine } from './audit.ts'

let database: Database
let by: Actor
const now = new Date('2026-03-02T09:00:00.000Z')

beforeAll(async () => {
  database = await openTestDatabase()
  const { rows } = await sql<{
    id: string
  }>`insert into workspaces (name) values ('Lantern Works') returning id`.execute(database.db)
  by = {
    workspaceId: rows[0]?.id ?? '',
    userId: null,
    name: 'Schedule',
    role: 'owner',
    via: 'schedule',
    sessionId: null,
  }
})
afterAll(() => database.close())

const write = (name: string, sentence: string | null): Promise<void> =>
  database.transaction((tx) =>
    writeLine(tx, by, { name, roles: [], audit: sentence }, { detail: { rows: 3 } }, now),
  )

test('lines come back newest first, page by page, and looking leaves none', async () => {
  await write('thing.one', 'did one')
  await write('thing.look', null)
  await write('thing.two', 'did two')
  const first = await database.transaction((tx) => listLines(tx, by.workspaceId, { limit: 1 }))
  expect(first).toMatchObject([{ verb: 'thing.two', detail: { rows: 3 }, at: now.toISOString() }])
  const before = Number(first[0]?.id)
  const rest = await database.transaction((tx) => listLines(tx, by.workspaceId, { limit: 9, before }))
  expect(rest.map(({ verb }) => verb)).toEqual(['thing.one'])
})

test.each([
  'update audit_lines set sentence = $$nothing$$',
  'delete from audit_lines',
  'truncate audit_lines',
])('the database itself refuses: %s', async (statement) => {
  await write('thing.kept', 'did a thing')
  await expect(sql.raw(statement).execute(database.db)).rejects.toThrow('The audit is append-only.')
})
