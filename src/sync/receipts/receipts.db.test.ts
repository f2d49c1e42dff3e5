import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World } from '../../../test/world.ts'
import type { Db, Tx } from '../../db/db.ts'
import type { RunAnswer } from '../run/answers.ts'
import { canonical } from './canonical.ts'
import { chainStart, hashOf } from './chain.ts'
import { bodyOf } from './check.ts'
import { covered } from './lines.ts'
import { coveredColumns, openColumns } from './run-facts.ts'
import { headOf, receiptOf } from './tables.ts'
import { verifyReceipts } from './verify.ts'

let world: World
/** The first brings everything, the second changes some, the third is refused by the billing tool. */
const runs: RunAnswer[] = []

beforeAll(async () => {
  world = await openWorld({ customers: 12 })
  runs.push(await world.run())
  const { org } = world.sandbox
  const [gone, renamed] = await contactIds()
  org.changes.softDelete('Contact', gone ?? '')
  org.changes.update('Contact', renamed ?? '', { Title: 'Head of "Paying", everywhere' })
  await sql`delete from mirror_customers where id = (select min(id) from mirror_customers)`.execute(
    world.database.db,
  )
  await sql`delete from customers where external_id = (select min(external_id) from customers)`.execute(
    world.database.db,
  )
  world.clock.move({ minutes: 30 })
  runs.push(await world.run())
  world.clock.move({ minutes: 30 })
  runs.push(await world.run(['billing']))
})
afterAll(() => world.close())

const contactIds = async (): Promise<string[]> =>
  (
    await sql<{ id: string }>`select source_id as id from contacts where source = 'salesforce'
      order by source_id limit 2`.execute(world.database.db)
  ).rows.map(({ id }) => id)

const verify = (db: Db | Tx = world.database.db, head?: string) => verifyReceipts(db, world.workspaceId, head)

const noted = async (): Promise<string> => (await headOf(world.database.db, world.workspaceId))?.hash ?? ''

class Back extends Error {}

/** Does something to the database that the database would not let anybody do, looks, and takes it back. */
const meddling = async <R>(
  meddle: (tx: Tx) => Promise<unknown>,
  look: (tx: Tx) => Promise<R>,
): Promise<R> => {
  let seen: { it: R } | null = null
  const work = world.database.transaction(async (tx) => {
    await sql`alter table receipts disable trigger receipts_kept`.execute(tx)
    for (const table of ['receipts', 'runs', 'changes', 'contact_changes']) await dropChecks(tx, table)
    await meddle(tx)
    seen = { it: await look(tx) }
    throw new Back()
  })
  await work.catch((error: unknown) => {
    if (!(error instanceof Back)) throw error
  })
  if (!seen) throw new Error('nothing was looked at')
  return (seen as { it: R }).it
}

const dropChecks = async (tx: Tx, table: string): Promise<void> => {
  const { rows } = await sql<{ name: string }>`select conname as name from pg_constraint
    where conrelid = ${table}::regclass and contype = 'c'`.execute(tx)
  for (const { name } of rows)
    await sql`alter table ${sql.table(table)} drop constraint ${sql.ref(name)}`.execute(tx)
}

const columnsOf = async (table: string): Promise<{ name: string; type: string }[]> =>
  (
    await sql<{ name: string; type: string }>`select column_name as name, udt_name as type
      from information_schema.columns where table_name = ${table} and table_schema = current_schema()`.execute(
      world.database.db,
    )
  ).rows

/** Another value of a column, whatever stands there. */
const other = (name: string, type: string) => {
  const column = sql.ref(name)
  if (type === 'uuid') return sql`gen_random_uuid()`
  if (type === 'timestamptz') return sql`coalesce(${column}, now()) + interval '1 microsecond'`
  if (type === 'bool') return sql`not coalesce(${column}, false)`
  if (type === 'jsonb') return sql`coalesce(${column}, '{}') || '{"meddled": true}'`
  if (type === '_text') return sql`coalesce(${column}, '{}') || array['meddled']`
  if (type === 'int4' || type === 'int8') return sql`coalesce(${column}, 0) + 1000000`
  return sql`coalesce(${column}, '') || ' '`
}

const alter = (
  table: string,
  { name, type }: { name: string; type: string },
  which: ReturnType<typeof sql>,
) =>
  meddling(
    (tx) =>
      sql`update ${sql.table(table)} set ${sql.ref(name)} = ${other(name, type)} where ctid = (
        select ctid from ${sql.table(table)} where ${which} limit 1)`.execute(tx),
    (tx) => verify(tx),
  )

describe('after several runs', () => {
  test('each has a receipt that says what its row says, and links to the one before', async () => {
    expect(runs.map(({ state }) => state)).toEqual(['complete', 'complete', 'complete'])
    let before = chainStart
    for (const [index, run] of runs.entries()) {
      const stored = await receiptOf(world.database.db, world.workspaceId, run.id)
      expect(stored).toMatchObject({ number: index + 1, runId: run.id, previousHash: before })
      const body = stored && bodyOf(stored)
      expect(body).toMatchObject({ version: 1, workspace: world.workspaceId, imbalance: null })
      expect(body?.run).toMatchObject({ state: run.state, calls: run.calls, counts: run.counts })
      expect(canonical(body)).toBe(stored?.body)
      expect(stored?.hash).toBe(hashOf(before, stored?.body ?? ''))
      before = stored?.hash ?? ''
    }
  })

  test('all of them verify, with the head that was noted down', async () => {
    const head = await noted()
    expect(await verify(world.database.db, head)).toEqual({
      ok: true,
      receipts: 3,
      head: { number: 3, hash: head },
      withoutReceipt: 0,
      linesGone: 0,
      altered: 0,
      alterations: [],
    })
  })

  test('new, changed, unchanged and gone rows are told apart, list by list', () => {
    const [first, second] = runs.map(({ reads }) => reads.find(({ object }) => object === 'Contact'))
    const { asked = 0 } = first ?? {}
    expect(first).toMatchObject({ created: asked, changed: 0, unchanged: 0, before: 0, after: asked })
    expect(second).toMatchObject({ created: 0, changed: 2, removed: 0, before: asked, after: asked })
    const [, customers] = runs.map(({ reads }) => reads.find(({ object }) => object === 'customers'))
    expect(customers).toMatchObject({
      came: 12,
      created: 1,
      changed: 0,
      unchanged: 11,
      before: 11,
      after: 12,
    })
  })

  test('customers that went without a run are told, and hold nobody up', async () => {
    const stored = await receiptOf(world.database.db, world.workspaceId, runs[1]?.id ?? '')
    expect(stored && bodyOf(stored)?.drift).toBe(
      'There were 12 customers, 1 came and 0 went, and there are 12.',
    )
  })

  test('the database changes and removes none', async () => {
    const refused = /written once/
    await expect(sql`update receipts set number = 9`.execute(world.database.db)).rejects.toThrow(refused)
    await expect(sql`delete from receipts`.execute(world.database.db)).rejects.toThrow(refused)
    await expect(sql`truncate receipts`.execute(world.database.db)).rejects.toThrow(refused)
  })
})

describe('one altered value is found, and its row is named', () => {
  test('in any column of a receipt', async () => {
    const [, run] = runs
    for (const column of await columnsOf('receipts')) {
      const found = await alter('receipts', column, sql`number = 2`)
      expect(found.ok, column.name).toBe(false)
      const named = found.alterations.some(
        ({ what }) => /[Rr]eceipt 2\b/.test(what) || what.includes(run?.id ?? '?'),
      )
      expect(named, `${column.name}: ${found.alterations.map(({ what }) => what).join(' ')}`).toBe(true)
    }
  })

  test('in any column of a run that does not go on changing', async () => {
    const columns = await columnsOf('runs')
    expect(columns.map(({ name }) => name).toSorted()).toEqual([...coveredColumns, ...openColumns].toSorted())
    const [, run] = runs
    for (const column of columns.filter(({ name }) => coveredColumns.some((one) => one === name))) {
      const found = await alter('runs', column, sql`id = ${run?.id}::uuid`)
      expect(found.alterations.map(({ what }) => what).join(' '), column.name).toContain(run?.id)
    }
  })

  test.each(['changes', 'contact_changes'] as const)('in any column of a line of %s', async (table) => {
    const columns = await columnsOf(table)
    expect(columns.map(({ name }) => name).toSorted()).toEqual([...covered[table]].toSorted())
    const [, run] = runs
    for (const column of columns) {
      const found = await alter(table, column, sql`run_id = ${run?.id}::uuid`)
      expect(found.alterations, column.name).toMatchObject([{ number: 2, runId: run?.id }])
      expect(found.alterations[0]?.what).toContain(`in ${table} are not those of receipt 2`)
    }
  })
})

describe('what is taken out, put in or moved is found', () => {
  const told = async (meddle: (tx: Tx) => Promise<unknown>, head?: string): Promise<string> => {
    const found = await meddling(meddle, (tx) => verify(tx, head))
    expect(found.ok).toBe(false)
    return found.alterations.map(({ what }) => what).join(' ')
  }
  const id = (index: number): string => runs[index]?.id ?? ''

  test('a receipt in the middle', async () => {
    const said = await told((tx) => sql`delete from receipts where number = 2`.execute(tx))
    expect(said).toContain('Receipt 2 is gone.')
    expect(said).toContain(`Run ${id(1)} has ended and has no receipt`)
  })

  test('two receipts that changed places', async () => {
    const swap = async (tx: Tx): Promise<void> => {
      for (const [from, to] of [
        [2, 99],
        [3, 2],
        [99, 3],
      ])
        await sql`update receipts set number = ${to} where number = ${from}`.execute(tx)
    }
    expect(await told(swap)).toContain('Receipt 2')
  })

  test('a run, a line', async () => {
    expect(await told((tx) => sql`delete from runs where id = ${id(1)}`.execute(tx))).toContain(
      `Run ${id(1)} is gone`,
    )
    const oneLine = sql`delete from contact_changes where number = (
      select min(number) from contact_changes where run_id = ${id(1)})`
    expect(await told((tx) => oneLine.execute(tx))).toContain(`The lines of run ${id(1)}`)
  })

  test('two lines that changed places', async () => {
    const swap = sql`update contact_changes c set email = o.email from contact_changes o
      where c.run_id = ${id(0)} and o.run_id = c.run_id
        and c.number in (select min(number) from contact_changes where run_id = ${id(0)})
        and o.number in (select max(number) from contact_changes where run_id = ${id(0)})`
    expect(await told((tx) => swap.execute(tx))).toContain(`The lines of run ${id(0)}`)
  })

  test('the newest run with its receipt, by the head that was noted down', async () => {
    const cut = async (tx: Tx): Promise<void> => {
      await sql`delete from receipts where number = 3`.execute(tx)
      await sql`delete from runs where id = ${id(2)}`.execute(tx)
    }
    const head = await noted()
    expect(await told(cut, head)).toContain(`No receipt has the hash ${head}`)
    expect((await meddling(cut, (tx) => verify(tx))).ok).toBe(true)
  })

  test('a whole chain written anew around an altered figure, by the head that was noted down', async () => {
    const anew = async (tx: Tx): Promise<void> => {
      await sql`update runs set calls = calls + 1 where id = ${id(2)}`.execute(tx)
      const last = await receiptOf(tx, world.workspaceId, id(2))
      const body =
        last?.body.replace(/"calls":(\d+)/, (_, calls: string) => `"calls":${Number(calls) + 1}`) ?? ''
      const hash = hashOf(last?.previousHash ?? '', body)
      await sql`update receipts set body = ${body}, hash = ${hash} where number = 3`.execute(tx)
    }
    expect(await told(anew, await noted())).toContain('No receipt has the hash')
    expect((await meddling(anew, (tx) => verify(tx))).ok).toBe(true)
  })

  test('history that is no longer kept is said to be gone, and nothing else may be missing', async () => {
    const forget = async (tx: Tx): Promise<void> => {
      await sql`delete from contact_changes where run_id = ${id(0)}`.execute(tx)
      await sql`delete from changes where run_id = ${id(0)}`.execute(tx)
    }
    const kept = async (tx: Tx, before: string): Promise<void> => {
      await forget(tx)
      await sql`insert into history_settings (workspace_id, gone_before)
        values (${world.workspaceId}, (select started_at from runs where id = ${id(0)}) + ${before}::interval)`.execute(
        tx,
      )
    }
    expect(await told(forget)).toContain(`The lines of run ${id(0)}`)
    expect(await told((tx) => kept(tx, '-1 second'))).toContain(`The lines of run ${id(0)}`)
    expect(
      await meddling(
        (tx) => kept(tx, '1 second'),
        (tx) => verify(tx),
      ),
    ).toMatchObject({
      ok: true,
      linesGone: 1,
    })
  })

  test('runs from before there were receipts have none, and that is said', async () => {
    const earlier = async (tx: Tx): Promise<void> => {
      await sql`insert into runs (workspace_id, kind, trigger, reason, reads, state, by_name, queued_at, finished_at,
          before_receipts)
        values (${world.workspaceId}, 'sync', 'manual', 'long ago', '{}', 'complete', 'Noor', now(), now(), true)`.execute(
        tx,
      )
    }
    expect(await meddling(earlier, (tx) => verify(tx))).toMatchObject({ ok: true, withoutReceipt: 1 })
  })
})
