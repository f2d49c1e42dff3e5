import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addCustomer } from '../../../test/at-customer.ts'
import { undoIn } from '../../../test/undo.ts'
import { openWorld, type World } from '../../../test/world.ts'

let world: World
let account: string
beforeAll(async () => {
  world = await openWorld({ customers: 12 })
  account = world.sandbox.org.changes.insert('Account', { Name: 'In full' })
  newContact('Ada')
  addCustomer(world, account)
  await later()
})
afterAll(() => world.close())

const newContact = (LastName: string): string =>
  world.sandbox.org.changes.insert('Contact', {
    LastName,
    Email: `${LastName.toLowerCase()}@in-full.example`,
    AccountId: account,
  })

const later = () => {
  world.clock.move({ minutes: 30 })
  return world.run()
}

/** Meanwhile the database quietly loses new contacts, as somebody else’s trigger might make it. */
const whileContactsAreLost = async <T>(work: () => Promise<T>): Promise<T> => {
  const { db } = world.database
  await sql`create function lose() returns trigger language plpgsql as $$ begin return null; end $$`.execute(
    db,
  )
  await sql`create trigger lose before insert on contacts for each row execute function lose()`.execute(db)
  const done = await work()
  await sql`drop function lose cascade`.execute(db)
  return done
}

const what = /^The receipt does not balance: the plan ends with \d+ contacts, and carrying it out with \d+\.$/
const held = {
  state: 'held',
  applied: false,
  canApply: false,
  brakes: [{ brake: 'unbalanced', what: expect.stringMatching(what) as string }],
}

test('a plan that does not arrive in full is not carried out at all, and is when it does', async () => {
  const before = await world.seen()
  newContact('Bo')
  expect(await whileContactsAreLost(later)).toMatchObject(held)
  expect(await world.seen()).toEqual(before)
  expect(await later()).toMatchObject({ state: 'complete', applied: true })
  expect(await world.seen()).toHaveLength(before.length + 1)
})

test('an undo that does not bring back everything brings back nothing, and pins nothing', async () => {
  const everything = await world.seen()
  const cy = newContact('Cy')
  await later()
  const whole = await world.seen()
  world.sandbox.org.changes.softDelete('Contact', cy)
  const { id } = await later()
  expect(await world.seen()).toEqual(everything)
  expect(await whileContactsAreLost(() => undoIn(world, id))).toMatchObject(held)
  expect(await world.seen()).toEqual(everything)
  const pins = await sql`select 1 from pins where workspace_id = ${world.workspaceId}`.execute(
    world.database.db,
  )
  expect(pins.rows).toEqual([])
  expect(await undoIn(world, id)).toMatchObject({ state: 'complete', applied: true })
  expect(await world.seen()).toEqual(whole)
})
