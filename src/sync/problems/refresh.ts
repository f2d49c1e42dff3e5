import { sql, type RawBuilder } from 'kysely'
import type { Log } from '../../base/log.ts'
import type { Tx } from '../../db/db.ts'
import { concernEverybody } from '../plan/extent.ts'
import { countDay, forgetOld } from './days.ts'
import { wantCustomerProblems } from './want-customers.ts'
import { ownerKind, wantLostOwners, wantUnmanaged } from './want-managers.ts'
import { sourceKinds, wantSourceProblems } from './want-sources.ts'

/** What a look changed. */
export interface Refreshed {
  readonly opened: number
  readonly closed: number
}

/** Whom a run may have changed: everybody, those its plan was worked out for (`touched_customers`), or nobody. */
export type Concerned = 'everybody' | 'touched' | 'nobody'

/**
 * Works out anew what needs attention after a run, at the customers it concerned: opens what is new, closes what is
 * gone, leaves the rest as it is. A problem that comes back is the same one and begins anew, with what people decided
 * about it.
 *
 * Never rejects for a mistake of ours: a run that did its work is not taken back because its problems could not be
 * told. Then they stay as they were, the log says why, and the next run looks at everybody.
 */
export const refreshProblems = (
  tx: Tx,
  log: Log,
  run: { readonly id: string; readonly workspaceId: string; readonly concerned: Concerned },
  now: Date,
): Promise<Refreshed> => {
  const { workspaceId, concerned } = run
  const work = async (): Promise<Refreshed> => {
    await openWanted(tx)
    await wantLostOwners(tx, workspaceId)
    await wantSourceProblems(tx, workspaceId)
    if (concerned === 'nobody') return bringInStep(tx, workspaceId, apart, now)
    if (concerned === 'touched') await findConcerned(tx, run.id)
    await wantAtCustomers(tx, workspaceId, those[concerned].customers)
    return bringInStep(tx, workspaceId, those[concerned].problems, now)
  }
  return guarded(tx, log, workspaceId, work)
}

/** Problems that are about no single customer. */
const apart = sql`p.kind = any (${[...sourceKinds, ownerKind]})`
const those = {
  everybody: { customers: sql`true`, problems: sql`true` },
  touched: {
    customers: sql`c.id in (select id from concerned)`,
    problems: sql`(${apart} or p.about in (select id from concerned))`,
  },
}

const wantAtCustomers = async (tx: Tx, workspaceId: string, asked: RawBuilder<unknown>): Promise<void> => {
  await wantCustomerProblems(tx, workspaceId, asked)
  await wantUnmanaged(tx, workspaceId, asked)
}

/** Those whose match or contacts may be others, and those the run has a line about: managers, names. */
const findConcerned = async (tx: Tx, runId: string): Promise<void> => {
  await sql`create temp table concerned on commit drop as
    select id from touched_customers
    union select customer_id from changes where run_id = ${sql.lit(runId)}
    union select customer_id from contact_changes where run_id = ${sql.lit(runId)}`.execute(tx)
  await sql`analyze concerned`.execute(tx)
}

/** The same for one customer, where a person decided something about it and no run follows. */
export const refreshCustomerProblems = (
  tx: Tx,
  log: Log,
  workspaceId: string,
  customerId: string,
  now: Date,
): Promise<Refreshed> =>
  guarded(tx, log, workspaceId, async () => {
    await openWanted(tx)
    await wantAtCustomers(tx, workspaceId, sql`c.id = ${customerId}::uuid`)
    return bringInStep(tx, workspaceId, sql`p.about = ${customerId}::uuid`, now)
  })

/**
 * The same for what is asked of sources and runs alone, where something of them changed without a run: access was lost
 * or given back, a held run was decided. A handful of rows, whatever the size of the workspace.
 */
export const refreshSourceProblems = (tx: Tx, log: Log, workspaceId: string, now: Date): Promise<Refreshed> =>
  guarded(tx, log, workspaceId, async () => {
    await openWanted(tx)
    await wantSourceProblems(tx, workspaceId)
    return bringInStep(tx, workspaceId, sql`p.kind = any (${[...sourceKinds]})`, now)
  })

const guarded = async (
  tx: Tx,
  log: Log,
  workspaceId: string,
  work: () => Promise<Refreshed>,
): Promise<Refreshed> => {
  await sql`savepoint problems`.execute(tx)
  try {
    const refreshed = await work()
    await sql`release savepoint problems`.execute(tx)
    return refreshed
  } catch (error) {
    await sql`rollback to savepoint problems`.execute(tx)
    log.error({ err: error }, 'problems could not be worked out')
    await concernEverybody(tx, workspaceId)
    return { opened: 0, closed: 0 }
  }
}

const openWanted = async (tx: Tx): Promise<void> => {
  await sql`drop table if exists pg_temp.want_problems`.execute(tx)
  await sql`create temp table want_problems (
    kind text not null, about uuid not null, key text not null, subject text not null, facts text[] not null, said jsonb
  ) on commit drop`.execute(tx)
}

/** The same problem, found without making its id: for the many that stand, that was most of the work. */
const same = sql`w.about = p.about and w.kind = p.kind and w.key = p.key`

/** Makes those of the problems `p` that are asked for what `want_problems` says. */
const bringInStep = async (
  tx: Tx,
  workspaceId: string,
  asked: RawBuilder<unknown>,
  now: Date,
): Promise<Refreshed> => {
  await sql`analyze want_problems (about)`.execute(tx)
  const closed = await sql`update problems p set closed_at = ${now}
    where p.workspace_id = ${workspaceId} and p.closed_at is null and ${asked}
      and not exists (select 1 from want_problems w where ${same})`.execute(tx)
  const { rows } = await sql<{ opened: number }>`
    with written as (
      insert into problems as p (id, workspace_id, kind, about, key, subject, facts, said, since)
      select distinct on (w.about, w.kind, w.key) row_id('problem', w.kind, w.about::text, w.key), ${workspaceId}, w.kind,
        w.about, w.key, w.subject, w.facts, w.said, ${now}
      from want_problems w
      left join problems p on ${same} and p.workspace_id = ${workspaceId} and p.closed_at is null
      where p.id is null or (p.subject, p.facts, p.said) is distinct from (w.subject, w.facts, w.said)
      order by w.about, w.kind, w.key, w.subject
      on conflict (id) do update set subject = excluded.subject, facts = excluded.facts, said = excluded.said,
        since = case when p.closed_at is null then p.since else excluded.since end, closed_at = null
      returning since
    )
    select count(*) as opened from written where since = ${now}`.execute(tx)
  await forgetOld(tx, workspaceId, now)
  await countDay(tx, workspaceId, now)
  return { opened: rows[0]?.opened ?? 0, closed: Number(closed.numAffectedRows ?? 0n) }
}
