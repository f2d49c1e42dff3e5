import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../../test/world.ts'
import { readWarnings } from './warnings.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ customers: 20, contactsPerAccount: 3 })
  await world.run()
})
afterAll(() => world.close())

const warnings = async (): Promise<readonly [code: string, what: string][]> => {
  const { db } = world.database
  const { rows } = await sql<{ id: string }>`select id from connections where tool = 'salesforce'`.execute(db)
  const found = await world.database.transaction((tx) => readWarnings(tx, rows[0]?.id ?? ''))
  return found.map(({ code, what }) => [code, what])
}

test('an org that shows everything is not warned about', async () => {
  expect(await warnings()).toEqual([])
})

test('a hidden field is named with the permission that is missing, until it is shown again', async () => {
  const { permissions } = world.sandbox.org
  permissions.hideField('Contact', 'Phone', true)
  const before = await world.seen()
  expect(await world.run()).toMatchObject({ state: 'complete' })
  expect(await world.seen()).toEqual(before)
  expect(await warnings()).toEqual([
    ['field_not_shown', 'Salesforce does not show Crosswalk the field Contact.Phone.'],
  ])
  permissions.hideField('Contact', 'Phone', false)
  await world.run()
  expect(await warnings()).toEqual([])
})

test('records hidden by sharing are noticed by the org’s own count, once a week', async () => {
  const { org } = world.sandbox
  const contacts = org.table('Contact')
  for (let index = 0; index < 10; index++) org.permissions.hideRow(contacts.id(index), true)
  world.clock.move({ days: 8 })
  expect(await world.run()).toMatchObject({ state: 'complete' })
  const [[code, what] = ['', '']] = await warnings()
  expect(code).toBe('rows_not_shown')
  expect(what).toMatch(/^Salesforce has about \d+ contacts and shows Crosswalk \d+\.$/)
  for (let index = 0; index < 10; index++) org.permissions.hideRow(contacts.id(index), false)
  world.clock.move({ days: 1 })
  await world.run()
  expect(await warnings()).toEqual([])
})

test('records deleted since Salesforce counted are not taken for hidden', async () => {
  const { org } = world.sandbox
  const contacts = org.table('Contact')
  const live = Array.from({ length: contacts.size }, (_, index) => index).filter(
    (index) => contacts.life(index) === 0,
  )
  for (const index of live.slice(0, live.length / 2)) org.changes.softDelete('Contact', contacts.id(index))
  world.clock.move({ hours: 1 })
  expect(await world.run()).toMatchObject({ state: 'complete' })
  expect(await warnings()).toEqual([])
})
