import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { silent } from '../base/log.ts'
import type { Database } from '../db/db.ts'
import { openTestDatabase } from '../db/test-database.ts'
import { openJobs, type Job, type Jobs } from './jobs.ts'

let database: Database
let jobs: Jobs
const seen: unknown[] = []
let arrived = (): void => {}
const next = (): Promise<void> => new Promise((resolve) => (arrived = resolve))

const greet: Job<{ name: string }> = {
  name: 'greet',
  data: z.object({ name: z.string() }),
  retries: 2,
  run: async (data) => {
    seen.push(data.name)
    arrived()
    if (data.name === 'twice' && seen.length === 2) throw new Error('not yet')
  },
}

beforeAll(async () => {
  database = await openTestDatabase()
  jobs = openJobs(database, silent)
  await jobs.start([greet as Job])
})
afterAll(async () => {
  await jobs.stop(1_000)
  await database.close()
})

test('a job asked for in a transaction that fails never happens, one that commits does', async () => {
  const failing = database.transaction(async (tx) => {
    await jobs.ask(tx, 'greet', { name: 'lost' })
    throw new Error('rolled back')
  })
  await expect(failing).rejects.toThrow('rolled back')
  const greeted = next()
  await database.transaction((tx) => jobs.ask(tx, 'greet', { name: 'kept' }))
  jobs.wake('greet')
  await greeted
  expect(seen).toEqual(['kept'])
})

test('a job that fails is tried again', async () => {
  const first = next()
  await database.transaction((tx) => jobs.ask(tx, 'greet', { name: 'twice' }))
  jobs.wake('greet')
  await first
  await next()
  expect(seen).toEqual(['kept', 'twice', 'twice'])
})

test('a process that only asks finds every queue, even as the first on a new database', async () => {
  const empty = await openTestDatabase()
  const asking = openJobs(empty, silent)
  await asking.startAsking([greet as Job])
  await empty.transaction((tx) => asking.ask(tx, 'greet', { name: 'for later' }))
  await asking.stop(0)
  const working = openJobs(empty, silent)
  const greeted = next()
  await working.start([greet as Job])
  await greeted
  expect(seen.at(-1)).toBe('for later')
  await working.stop(1_000)
  await empty.close()
})
