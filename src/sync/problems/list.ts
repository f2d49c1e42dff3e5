import { sql, type RawBuilder } from 'kysely'
import type * as z from 'zod'
import { Gone } from '../../base/errors.ts'
import { anywhere } from '../../customers/customers.ts'
import { transaction, type Db, type Tx } from '../../db/db.ts'
import { standingOf } from '../standing.ts'
import type * as contract from './contract.ts'
import { problemKind } from './contract.ts'
import { describing, type ProblemRow } from './describe.ts'

export type Asked = Pick<
  z.output<typeof contract.listProblems.input>,
  'kind' | 'assignee' | 'snoozed' | 'search' | 'customer'
>
type Listed = z.output<typeof contract.listProblems.answer>
type Problem = z.output<typeof contract.problem>

/** Who asks, and when: `me` and what is put off depend on it. */
export interface Asking {
  readonly workspaceId: string
  readonly userId: string | null
  readonly now: Date
}

const columns = sql`p.id, p.kind, p.subject, p.about, p.facts, p.said, p.since, p.closed_at as "closedAt", c.id as "customerId",
  c.external_id as "externalId", c.name as "customerName", c.connection_id as "connectionId", u.id as "assigneeId",
  u.name as "assigneeName", ch.snoozed_until as "snoozedUntil", ch.snooze_reason as "snoozeReason",
  ch.snoozed_by as "snoozedBy"`

const joined = sql`problems p
  left join customers c on c.id = p.about
  left join problem_choices ch on ch.problem_id = p.id
  left join users u on u.id = ch.assignee and u.removed_at is null`

const putOff = (now: Date): RawBuilder<unknown> => sql`coalesce(ch.snoozed_until > ${now}, false)`

/** All that is asked but the kind and whether it is put off. */
const conditions = ({ workspaceId, userId }: Asking, asked: Asked): RawBuilder<unknown> => {
  const all = [sql`p.workspace_id = ${workspaceId} and p.closed_at is null`]
  if (asked.assignee === 'none') all.push(sql`u.id is null`)
  else if (asked.assignee === 'me') all.push(sql`u.id = ${userId}::uuid`)
  else if (asked.assignee) all.push(sql`u.id = ${asked.assignee}::uuid`)
  if (asked.search) {
    const pattern = sql`lower(${anywhere(asked.search)})`
    all.push(sql`(lower(p.subject) like ${pattern} or lower(c.name) like ${pattern} or lower(c.external_id) like ${pattern}
      or lower(array_to_string(p.facts, chr(10))) like ${pattern})`)
  }
  if (asked.customer) all.push(concerning(workspaceId, asked.customer))
  return sql.join(all, sql` and `)
}

/** What stands against the customer itself, and against its account manager. */
const concerning = (workspaceId: string, customer: string): RawBuilder<unknown> => {
  const external = customer.startsWith('external:') ? customer.slice('external:'.length) : null
  const id = sql`(select x.id from customers x where x.workspace_id = ${workspaceId}
    and ${external === null ? sql`x.id::text = ${customer}` : sql`x.external_id = ${external}`})`
  return sql`p.about in (${id}, (select a.user_id from assignments a where a.customer_id = ${id}))`
}

const shownOnly = ({ now }: Asking, { kind, snoozed }: Asked): RawBuilder<unknown> =>
  sql.join(
    [snoozed === 'yes' ? putOff(now) : sql`not ${putOff(now)}`, ...(kind ? [sql`p.kind = ${kind}`] : [])],
    sql` and `,
  )

/** In the order of the contract. */
const kindRank = sql`array_position(${[...problemKind.options]}::text[], p.kind)`

/** At one customer, what else follows from comes first: without its account nobody can be its manager. */
const causeFirst = sql`${kindRank}, lower(p.subject), p.id`

/** One page of problems, newest first, and how many of each kind there are. */
export const listProblems = async (
  tx: Tx,
  asking: Asking,
  asked: Asked & { readonly offset: number; readonly limit: number },
): Promise<Listed> => {
  const where = conditions(asking, asked)
  const groups = await groupsOf(tx, asking, where)
  const rows = await readRows(
    tx,
    sql`${where} and ${shownOnly(asking, asked)}
      order by ${asked.customer ? causeFirst : sql`p.since desc, lower(p.subject), p.id`} limit ${asked.limit} offset ${asked.offset}`,
  )
  const describe = await describing(tx, asking.workspaceId, await standingOf(tx, asking.workspaceId), rows)
  const counted = groups.filter(({ kind }) => asked.kind === undefined || kind === asked.kind)
  const total = counted.reduce((sum, group) => sum + group[asked.snoozed === 'yes' ? 'snoozed' : 'open'], 0)
  return { total, problems: rows.map((row) => describe(row, asking.now)), groups }
}

const groupsOf = async (tx: Tx, { now }: Asking, where: RawBuilder<unknown>): Promise<Listed['groups']> => {
  const { rows } = await sql<Listed['groups'][number]>`
    select p.kind, count(*) filter (where not ${putOff(now)}) as open, count(*) filter (where ${putOff(now)}) as snoozed
    from ${joined} where ${where} group by p.kind order by ${kindRank}`.execute(tx)
  return rows
}

const readRows = async (db: Db | Tx, rest: RawBuilder<unknown>): Promise<readonly ProblemRow[]> =>
  (await sql<ProblemRow>`select ${columns} from ${joined} where ${rest}`.execute(db)).rows

const page = 1_000

/** All that fit, a page at a time, by id. */
export const allProblems = async function* (
  db: Db,
  asking: Asking,
  asked: Asked,
): AsyncGenerator<readonly Problem[]> {
  const where = sql`${conditions(asking, asked)} and ${shownOnly(asking, asked)}`
  const standing = await transaction(db, (tx) => standingOf(tx, asking.workspaceId))
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const rows = await readRows(db, sql`${where} and p.id > ${after}::uuid order by p.id limit ${page}`)
    const describe = await describing(db, asking.workspaceId, standing, rows)
    yield rows.map((row) => describe(row, asking.now))
    const last = rows.at(-1)
    if (!last || rows.length < page) return
    after = last.id
  }
}

/** One problem, open or closed; rejects with `Gone`. */
export const getProblem = async (tx: Tx, { workspaceId, now }: Asking, id: string): Promise<Problem> => {
  const rows = await readRows(tx, sql`p.workspace_id = ${workspaceId} and p.id = ${id}`)
  const [row] = rows
  if (!row) throw noProblem()
  return (await describing(tx, workspaceId, await standingOf(tx, workspaceId), rows))(row, now)
}

export const noProblem = (): Gone =>
  new Gone({ code: 'problem_unknown', what: 'There is no such problem.', how: 'Look under Problems.' })

/** How many count now, how many of them are the asker's, and how many are put off. */
export const countProblems = async (
  tx: Tx,
  { workspaceId, userId, now }: Asking,
): Promise<z.output<typeof contract.countProblems.answer>> => {
  // Decided ones are few, so the many are counted without looking at each one's decisions.
  const { rows } = await sql<{ all: number; snoozed: number; mine: number }>`
    select (select count(*) from problems where workspace_id = ${workspaceId} and closed_at is null) as all,
      count(*) filter (where ${putOff(now)}) as snoozed,
      count(*) filter (where not ${putOff(now)} and ch.assignee = ${userId}::uuid) as mine
    from problem_choices ch join problems p on p.id = ch.problem_id and p.closed_at is null
    where ch.workspace_id = ${workspaceId}`.execute(tx)
  const { all = 0, snoozed = 0, mine = 0 } = rows[0] ?? {}
  return { open: all - snoozed, mine, snoozed }
}
