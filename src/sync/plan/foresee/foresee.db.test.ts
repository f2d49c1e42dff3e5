import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { foreseenNumbers, plannedNumbers } from '../../../../test/histories/play-preview.ts'
import { openWorld, type World } from '../../../../test/world.ts'
import { startPreview } from '../../previews/decide.ts'
import type { Planned } from '../planned.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ customers: 60 })
  expect(await world.run()).toMatchObject({ state: 'complete' })
  await mixAges()
  expect(await world.run([])).toMatchObject({ state: 'complete' })
  await chooseSome('salesforce')
  expect(await world.run([])).toMatchObject({ state: 'complete' })
})
afterAll(() => world.close())

/**
 * The same people here and there, so that only some customers would get another main contact; who came on the same day or
 * on nobody knows which, in an order that is not the one of their ids.
 */
const mixAges = async (): Promise<void> => {
  const { db } = world.database
  const age = (id: string) => sql`case ascii(md5(${sql.ref(id)})) % 4 when 0 then null
    else timestamptz '2024-01-01Z' + ascii(md5(${sql.ref(id)} || 'x')) % 3 * interval '1 day' end`
  await sql`update mirror_contacts k set created_at = ${age('k.id')}`.execute(db)
  await sql`insert into mirror_customer_contacts (workspace_id, connection_id, id, customer_id, email, main, created_at)
    select b.workspace_id, b.connection_id, 'p' || k.id || b.id, b.id, k.email,
      ascii(md5(b.id)) % 5 = 0 and k.id = max(k.id) over (partition by b.id), ${age('k.email')}
    from mirror_customers b
    join customers c on c.external_id = b.id
    join matches m on m.customer_id = c.id
    join mirror_contacts k on k.account_id = m.account_id`.execute(db)
}

/** Every third customer gets a main contact by choice: the youngest of those it has. */
const chooseSome = async (source: 'billing' | 'salesforce'): Promise<void> => {
  await sql`insert into contact_choices (contact_id, workspace_id, customer_id, source, main)
    select distinct on (k.customer_id) k.id, k.workspace_id, k.customer_id, k.source, true
    from contacts k join customers c on c.id = k.customer_id
    where k.source = ${source} and not k.is_main and ascii(md5(c.external_id)) % 3 = 0
    order by k.customer_id, k.source_created_at desc, k.source_id`.execute(world.database.db)
}

/** What the plan for these settings holds, once it has been seen that the same was foreseen. */
const held = async (settings: Planned) => {
  const foreseen = await foreseenNumbers(world, settings)
  const by = { workspaceId: world.workspaceId, userId: null, name: 'Noor Haddad', role: 'owner' } as const
  const preview = await world.carryOut((tx) =>
    startPreview(
      tx,
      world.parts,
      { ...by, via: 'browser', sessionId: null },
      { settings, read: 'nothing' },
      world.clock.now(),
    ),
  )
  expect(foreseen).toEqual(await plannedNumbers(world, preview))
  return foreseen
}

test('who becomes main is foreseen as it is planned, by choice and by age, from one source and from the other', async () => {
  expect((await held({ contacts: false })).mains).toBeGreaterThan(10)
  await world.settings({ contacts: false })
  expect(await world.run([])).toMatchObject({ state: 'complete' })
  await chooseSome('billing')
  expect(await world.run([])).toMatchObject({ state: 'complete' })
  expect((await held({ contacts: true })).mains).toBeGreaterThan(10)
})
