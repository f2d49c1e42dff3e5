import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addCustomer, atCustomer } from '../../../test/at-customer.ts'
import { linesOf, previewIn, releaseIn, undoIn } from '../../../test/undo.ts'
import { openWorld, type World } from '../../../test/world.ts'
import { chooseMain } from '../../customers/contacts/choices.ts'
import { runById } from '../run/answers.ts'

// One customer with two contacts in Salesforce, and what becomes of it when runs are undone.

let world: World
let account = ''
let customer = ''
let first = ''
let second = ''

beforeAll(async () => {
  world = await openWorld({ customers: 6 })
})
afterAll(() => world.close())

beforeEach(async () => {
  const { changes } = world.sandbox.org
  account = changes.insert('Account', { Name: 'Undone Inc', OwnerId: world.sandbox.org.table('User').id(6) })
  first = changes.insert('Contact', person('Ada', account))
  world.clock.move({ minutes: 1 })
  second = changes.insert('Contact', person('Bo', account))
  customer = addCustomer(world, account)
  await later()
})

const person = (name: string, AccountId: string) => ({
  FirstName: name,
  LastName: 'Undone',
  Email: `${name.toLowerCase()}@undone.example`,
  Title: 'Buyer',
  AccountId,
})

const later = async () => {
  world.clock.move({ minutes: 30 })
  const run = await world.run()
  expect(run).toMatchObject({ state: 'complete', problem: null })
  return run
}

const emails = async (): Promise<string[]> =>
  (await atCustomer(world, customer)).contacts.map(({ email, main }) => (main ? `${email} main` : email))

const title = async (sourceId: string): Promise<string | null> =>
  (
    await sql<{
      title: string | null
    }>`select job_title as title from contacts where workspace_id = ${world.workspaceId} and source_id = ${sourceId}`.execute(
      world.database.db,
    )
  ).rows[0]?.title ?? null

const nothingMore = async (): Promise<void> => {
  const before = await world.seen()
  expect(await linesOf(world, (await later()).id)).toBe(0)
  await world.forgetDerivation()
  expect(await linesOf(world, (await later()).id)).toBe(0)
  expect(await world.seen()).toEqual(before)
}

describe('undoing a run', () => {
  test('brings back who left, with the main contact, and keeps them until released', async () => {
    world.sandbox.org.changes.softDelete('Contact', first)
    const run = await later()
    expect(await emails()).toEqual(['bo@undone.example main'])
    const shown = await previewIn(world, run.id)
    expect(shown.counts.contacts).toEqual({ created: 1, changed: 1, removed: 0 })
    expect(shown).toMatchObject({ total: 2, moved: { total: 0 }, advice: null })
    expect(await emails()).toEqual(['bo@undone.example main'])
    const undone = await undoIn(world, run.id)
    expect(undone).toMatchObject({ state: 'complete', kind: 'undo', applied: true, problem: null })
    expect(undone.counts?.contacts).toEqual(shown.counts.contacts)
    expect(await emails()).toEqual(['ada@undone.example main', 'bo@undone.example'])
    await nothingMore()
    expect(await releaseIn(world, run.id)).toBe(1)
    await later()
    expect(await emails()).toEqual(['bo@undone.example main'])
  })

  test('takes away who came, and puts values back, while others follow their source', async () => {
    const { changes } = world.sandbox.org
    const third = changes.insert('Contact', person('Cy', account))
    changes.update('Contact', second, { Title: 'Head of buying' })
    const run = await later()
    await undoIn(world, run.id)
    expect(await emails()).toEqual(['ada@undone.example main', 'bo@undone.example'])
    expect(await title(second)).toBe('Buyer')
    await nothingMore()
    changes.update('Contact', second, { Title: 'Chief of buying', Email: 'bo.new@undone.example' })
    changes.update('Contact', third, { Title: 'Again' })
    await later()
    expect(await emails()).toEqual(['ada@undone.example main', 'bo.new@undone.example'])
    expect(await title(second)).toBe('Buyer')
    await releaseIn(world, run.id)
    await later()
    expect(await emails()).toHaveLength(3)
    expect(await title(second)).toBe('Chief of buying')
  })

  test('brings a customer back that the billing tool dropped, and takes away one it added', async () => {
    const { billing } = world.sandbox
    const before = await world.seen()
    billing.delete(customer)
    const added = addCustomer(world, account, 'Too much')
    const run = await later()
    expect(await world.seen()).not.toEqual(before)
    await undoIn(world, run.id)
    const seen = await world.seen()
    expect(seen.some((line) => line.includes(added))).toBe(false)
    expect(await emails()).toEqual(['ada@undone.example main', 'bo@undone.example'])
    expect((await atCustomer(world, customer)).manager?.sourceUserId).toBe(
      world.sandbox.org.table('User').id(6),
    )
    await nothingMore()
    await releaseIn(world)
    await later()
    await expect(atCustomer(world, customer)).rejects.toThrow('no customer')
    expect((await atCustomer(world, added)).contacts).toHaveLength(2)
  })

  test('gives an account back to who managed it, and only at the customer asked for', async () => {
    const { org } = world.sandbox
    const other = addCustomer(world, account)
    await later()
    const [old, next] = [org.table('User').id(6), org.table('User').id(7)]
    org.changes.update('Account', account, { OwnerId: next })
    const run = await later()
    const { id } = await atCustomer(world, customer)
    await undoIn(world, run.id, { customerId: id, line: null })
    expect((await atCustomer(world, customer)).manager?.sourceUserId).toBe(old)
    expect((await atCustomer(world, other)).manager?.sourceUserId).toBe(next)
    await nothingMore()
  })

  test('undoing an undo puts it as it was before', async () => {
    world.sandbox.org.changes.update('Contact', second, { Title: 'Head of buying' })
    const run = await later()
    const undone = await undoIn(world, run.id)
    expect(await title(second)).toBe('Buyer')
    await undoIn(world, undone.id)
    expect(await title(second)).toBe('Head of buying')
    await nothingMore()
  })

  test('leads from the run to every undo of it, and from each undo to the run', async () => {
    world.sandbox.org.changes.update('Contact', second, { Title: 'Head of buying' })
    const run = await later()
    const { rows } = await sql<{ number: string }>`
      select number::text from contact_changes where run_id = ${run.id}`.execute(world.database.db)
    const { id } = await atCustomer(world, customer)
    world.clock.move({ minutes: 1 })
    const line = await undoIn(world, run.id, { customerId: null, line: rows[0]?.number ?? '' })
    world.clock.move({ minutes: 1 })
    const there = await undoIn(world, run.id, { customerId: id, line: null })
    const [part, at] = [{ runId: run.id, at: run.startedAt, by: run.by }, there.startedAt]
    expect(line.undoes).toEqual({ ...part, part: 'line', customer: null })
    const named = { id, name: 'A customer of the test' }
    expect(there.undoes).toEqual({ ...part, part: 'customer', customer: named })
    const whole = await undoIn(world, there.id)
    expect(whole.undoes).toMatchObject({ runId: there.id, part: 'run', customer: null })
    const undone = await runById(world.database.db, world.workspaceId, run.id)
    expect(undone).toMatchObject({ undoes: null, undoneBy: [{ runId: line.id }, { runId: there.id }] })
    expect(undone?.undoneBy[1]).toEqual({
      runId: there.id,
      at,
      by: 'Noor Haddad',
      part: 'customer',
      customer: named,
    })
    // One that failed took nothing back.
    await sql`update runs set applied_at = null where id = ${line.id}`.execute(world.database.db)
    const now = await runById(world.database.db, world.workspaceId, run.id)
    expect(now?.undoneBy.map(({ runId }) => runId)).toEqual([there.id])
  })

  test('one change alone, while the rest of the run stays', async () => {
    const { changes } = world.sandbox.org
    changes.update('Contact', first, { Title: 'A' })
    changes.update('Contact', second, { Title: 'B' })
    const run = await later()
    const { rows } = await sql<{ number: string }>`
      select number::text from contact_changes where run_id = ${run.id} and source_id = ${first}`.execute(
      world.database.db,
    )
    await undoIn(world, run.id, { customerId: null, line: rows[0]?.number ?? '' })
    expect([await title(first), await title(second)]).toEqual(['Buyer', 'B'])
    await nothingMore()
  })
})

describe('what has moved since', () => {
  test('is told, and cannot all go back', async () => {
    const { changes } = world.sandbox.org
    const third = changes.insert('Contact', person('Cy', account))
    changes.update('Contact', first, { Title: 'A' })
    changes.update('Contact', second, { Title: 'B' })
    const run = await later()
    changes.softDelete('Contact', third)
    changes.softDelete('Contact', first)
    changes.update('Contact', second, { Title: 'C' })
    await later()
    const { moved } = await previewIn(world, run.id)
    expect(moved.items.map(({ sentence }) => sentence)).toEqual([
      'Ada Undone <ada@undone.example> has left since, and cannot be as it was.',
      'Job title of Bo Undone <bo@undone.example> has changed again since. It goes back to what it was before the run.',
      'Cy Undone <cy@undone.example> has left since. There is nothing left to do.',
    ])
    await undoIn(world, run.id)
    expect(await emails()).toEqual(['bo@undone.example main'])
    expect(await title(second)).toBe('Buyer')
    await nothingMore()
  })

  test('a main contact that a person chose since stays', async () => {
    const { changes } = world.sandbox.org
    changes.softDelete('Contact', first)
    const run = await later()
    await undoIn(world, run.id)
    const chosen = (await atCustomer(world, customer)).contacts.find(({ sourceId }) => sourceId === second)
    await world.database.transaction((tx) =>
      chooseMain(
        tx,
        {
          workspaceId: world.workspaceId,
          userId: null,
          name: 'Noor',
          role: 'owner',
          via: 'browser',
          sessionId: null,
        },
        chosen?.id ?? '',
        true,
        world.clock.now(),
      ),
    )
    expect(await emails()).toEqual(['bo@undone.example main', 'ada@undone.example'])
    await nothingMore()
  })

  test('what the sources said since does not slip in', async () => {
    const { changes } = world.sandbox.org
    changes.update('Contact', first, { Title: 'A' })
    const run = await later()
    await sql`update mirror_contacts set title = 'Waiting' where workspace_id = ${world.workspaceId} and id = ${second}`.execute(
      world.database.db,
    )
    await undoIn(world, run.id)
    expect([await title(first), await title(second)]).toEqual(['Buyer', 'Buyer'])
    await world.run([])
    expect([await title(first), await title(second)]).toEqual(['Buyer', 'Waiting'])
  })
})

describe('what cannot be undone', () => {
  const refusal = async (runId: string, extent = { customerId: null as string | null, line: null }) =>
    previewIn(world, runId, extent).catch(
      (error: { explanation: { code: string } }) => error.explanation.code,
    )

  test('is refused, each with its reason', async () => {
    expect(await refusal('00000000-0000-4000-8000-000000000000')).toBe('run_unknown')
    expect(await refusal((await later()).id)).toBe('run_changed_nothing')
    world.sandbox.org.changes.update('Contact', first, { Title: 'A' })
    const run = await later()
    const nobody = '00000000-0000-4000-8000-000000000000'
    expect(await refusal(run.id, { customerId: nobody, line: null })).toBe('nothing_at_customer')
    await sql`delete from contact_changes where run_id = ${run.id}`.execute(world.database.db)
    expect(await refusal(run.id)).toBe('history_thrown_away')
    await sql`update runs set applied_at = null where id = ${run.id}`.execute(world.database.db)
    expect(await refusal(run.id)).toBe('run_not_applied')
  })
})
