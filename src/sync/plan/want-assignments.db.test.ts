import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../../../test/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ customers: 40 })
  await world.run()
})
afterAll(() => world.close())

interface Owned {
  readonly customer: string
  readonly owner: string
  readonly here: string | null
  readonly there: string | null
}

/** Each customer with its Salesforce owner, that owner's address there, and the address of who it is here. */
const owned = async (): Promise<Owned[]> => {
  const { rows } = await sql<Owned>`
    select c.external_id as customer, a.source_user_id as owner, lower(u.email) as here, lower(btrim(m.email)) as there
    from assignments a
    join customers c on c.id = a.customer_id
    join users u on u.id = a.user_id
    join mirror_users m on m.id = a.source_user_id
    where m.email !~* 'invalid$' order by c.external_id`.execute(world.database.db)
  return rows
}

const setEmail = (user: string, Email: string): void =>
  world.sandbox.org.changes.update('User', user, { Email })

const twoOwners = async (): Promise<[string, string]> => {
  const owners = [...new Set((await owned()).map((one) => one.owner))].toSorted()
  return [owners[0] ?? '', owners[1] ?? '']
}

test('an address that wanders from one owner to another takes no customer along', async () => {
  const [first, second] = await twoOwners()
  const address = (await owned()).find((one) => one.owner === second)?.there ?? ''
  setEmail(first, address)
  setEmail(second, 'somebody.new@northwind.example')
  world.clock.move({ minutes: 60 })
  expect(await world.run()).toMatchObject({ state: 'complete', problem: null })
  for (const { here, there } of await owned()) expect(here).toBe(there)
})

test('two owners who come to share a new address are one person', async () => {
  const [first, second] = await twoOwners()
  setEmail(first, 'shared@northwind.example')
  setEmail(second, 'Shared@northwind.example')
  world.clock.move({ minutes: 60 })
  expect(await world.run()).toMatchObject({ state: 'complete', problem: null })
  const people = (await owned()).filter((one) => one.owner === first || one.owner === second)
  expect(new Set(people.map((one) => one.here))).toEqual(new Set(['shared@northwind.example']))
})
