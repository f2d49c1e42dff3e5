import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../../../test/world.ts'
import { bodyOf } from './check.ts'
import { receiptOf } from './tables.ts'
import { verifyReceipts } from './verify.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ customers: 12 })
  await world.run()
})
afterAll(() => world.close())

/** A database that quietly loses what is new, as a full disk or a trigger of somebody else’s might. */
const loseNewCustomers = async (): Promise<void> => {
  const { db } = world.database
  await sql`create function lose() returns trigger language plpgsql as $$ begin return null; end $$`.execute(
    db,
  )
  await sql`create trigger lose before insert on mirror_customers for each row execute function lose()`.execute(
    db,
  )
  await sql`delete from mirror_customers where id = (select min(id) from mirror_customers)`.execute(db)
}

test('rows that came and are nowhere hold the run, and its receipt says which do not add up', async () => {
  const before = await world.seen()
  await loseNewCustomers()
  world.clock.move({ minutes: 30 })
  const run = await world.run()
  const what = '12 customers of the billing tool came, and what became of them adds up to 11.'
  expect(run).toMatchObject({ state: 'held', applied: false, canApply: false })
  expect(run.brakes).toMatchObject([{ brake: 'unbalanced', what: expect.stringContaining(what) }])
  expect(await world.seen()).toEqual(before)
  const stored = await receiptOf(world.database.db, world.workspaceId, run.id)
  expect(stored && bodyOf(stored)?.imbalance).toBe(what)
})

test('once the rows arrive again the run is complete, and the receipts of both verify', async () => {
  await sql`drop trigger lose on mirror_customers`.execute(world.database.db)
  world.clock.move({ minutes: 30 })
  expect(await world.run()).toMatchObject({ state: 'complete', problem: null })
  expect(await verifyReceipts(world.database.db, world.workspaceId, undefined)).toMatchObject({
    ok: true,
    receipts: 3,
  })
})
