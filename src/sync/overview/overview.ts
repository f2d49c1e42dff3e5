import { sql } from 'kysely'
import type * as z from 'zod'
import type { Tx } from '../../db/db.ts'
import type * as contract from './contract.ts'
import { lastDays, overDays, type DayCount } from './trend.ts'

type Overview = z.output<typeof contract.getOverview.answer>

const topManagers = 10
const shownRuns = 30
/** As many days as the picture of problems shows. */
const shownDays = 30

/** How things stand. Reads figures that are kept with customers, never the contacts themselves. */
export const overviewOf = async (tx: Tx, workspaceId: string, now: Date): Promise<Overview> => {
  const contacts = await contactFeeds(tx, workspaceId)
  const customers = contacts.reduce((sum, one) => sum + one.customers, 0)
  return {
    customers,
    matches: await matchesOf(tx, workspaceId, customers),
    contacts,
    managers: await managersOf(tx, workspaceId, customers),
    problems: await problemsOf(tx, workspaceId, now),
    runs: await lastRuns(tx, workspaceId),
  }
}

const contactFeeds = async (tx: Tx, workspaceId: string): Promise<Overview['contacts']> =>
  (
    await sql<Overview['contacts'][number]>`
      select coalesce(contact_source, 'none') as source, count(*) as customers,
        sum(contacts)::int8 as contacts
      from customers where workspace_id = ${workspaceId}
      group by contact_source order by count(*) desc, source`.execute(tx)
  ).rows

const matchesOf = async (tx: Tx, workspaceId: string, customers: number): Promise<Overview['matches']> => {
  const { rows } = await sql<{ state: string; count: number }>`
    select state, count(*) as count from matches where workspace_id = ${workspaceId} group by state`.execute(
    tx,
  )
  const known = rows.reduce((sum, { count }) => sum + count, 0)
  return {
    ...Object.fromEntries(rows.map(({ state, count }) => [state, count])),
    ...(known < customers && { not_connected: customers - known }),
  }
}

const managersOf = async (tx: Tx, workspaceId: string, customers: number): Promise<Overview['managers']> => {
  const { rows } = await sql<Overview['managers']['top'][number]>`
    select u.id, u.name, a.customers, u.inactive or u.frozen or u.hidden as flagged
    from (
      select user_id, count(*) as customers from assignments where workspace_id = ${workspaceId} group by user_id
    ) a
    join users u on u.id = a.user_id
    order by a.customers desc, lower(u.name), u.id`.execute(tx)
  const others = rows.slice(topManagers)
  const sum = (some: readonly { customers: number }[]): number =>
    some.reduce((all, one) => all + one.customers, 0)
  return {
    top: rows.slice(0, topManagers),
    others: { people: others.length, customers: sum(others) },
    unassigned: customers - sum(rows),
  }
}

const problemsOf = async (tx: Tx, workspaceId: string, now: Date): Promise<Overview['problems']> => {
  const days = lastDays(now, shownDays)
  const { rows } = await sql<DayCount>`
    select kind, day::text as day, open from problem_counts
    where workspace_id = ${workspaceId} and day >= (
      select coalesce(max(day), ${days[0]}::date) from problem_counts
      where workspace_id = ${workspaceId} and day <= ${days[0]}::date
    ) order by day, kind`.execute(tx)
  return overDays(rows, days)
}

const lastRuns = async (tx: Tx, workspaceId: string): Promise<Overview['runs']> => {
  const { rows } = await sql<Omit<Overview['runs'][number], 'startedAt'> & { readonly startedAt: Date }>`
    select id, kind, state, reason, applied_at is not null as applied, coalesce(started_at, queued_at) as "startedAt",
      greatest(0, round(extract(epoch from finished_at - coalesce(started_at, queued_at)) * 1000))::int8 as milliseconds,
      coalesce((
        select sum(n.value::int8) from (values ('customers'), ('contacts'), ('accountManagers')) part (name),
          jsonb_each_text(counts -> part.name) n
      ), 0)::int8 as changes
    from runs where workspace_id = ${workspaceId} and finished_at is not null
    order by queued_at desc, id limit ${shownRuns}`.execute(tx)
  return rows.map((row) => ({ ...row, startedAt: row.startedAt.toISOString() })).toReversed()
}
