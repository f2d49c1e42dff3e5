import { sql, type RawBuilder } from 'kysely'
import type { Db, Tx } from '../db/db.ts'
import { lineOf, type Line, type Row } from './history-line.ts'

const contactLines = (where: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select h.number, h.run_id, h.at, h.by_name, 'contact' as about, h.change, h.customer_id, h.source,
    concat_ws(' ', h.first_name, h.last_name, '<' || h.email || '>') as subject,
    case when h.change = 'removed' then jsonb_build_object('email', h.email, 'firstName', h.first_name,
      'lastName', h.last_name, 'phone', h.phone, 'jobTitle', h.job_title, 'isMain', h.is_main) else h.before end as before,
    case when h.change <> 'removed' then jsonb_build_object('email', h.email, 'firstName', h.first_name,
      'lastName', h.last_name, 'phone', h.phone, 'jobTitle', h.job_title, 'isMain', h.is_main) end as after
  from contact_changes h where ${where}`

const otherLines = (where: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select h.number, h.run_id, h.at, h.by_name, h.about, h.change, h.customer_id,
    coalesce(h.after ->> 'source', h.before ->> 'source') as source, h.subject, h.before, h.after
  from changes h where ${where}`

interface Page {
  readonly offset: number
  readonly limit: number
}

const readLines = async (
  tx: Tx,
  lines: RawBuilder<unknown>,
  page: Page,
  newestFirst: boolean,
): Promise<{ total: number; lines: Line[] }> => {
  const counted = await sql<{ total: number }>`select count(*) as total from (${lines}) h`.execute(tx)
  return { total: counted.rows[0]?.total ?? 0, lines: await readPage(tx, lines, page, newestFirst) }
}

const readPage = async (
  db: Db | Tx,
  lines: RawBuilder<unknown>,
  page: Page,
  newestFirst: boolean,
): Promise<Line[]> => {
  const { rows } = await sql<Row>`
    select h.number, h.run_id as "runId", h.at, h.by_name as "by", h.about, h.change, h.subject, h.before, h.after,
      h.source, h.customer_id as "customerId", c.name as "customerName"
    from (select l.number, l.run_id, l.at, l.by_name, l.about, l.change, l.customer_id, l.source, l.subject, l.before, l.after
      from (${lines}) l order by l.number ${newestFirst ? sql`desc` : sql``} limit ${page.limit} offset ${page.offset}) h
    left join customers c on c.id = h.customer_id
    order by h.number ${newestFirst ? sql`desc` : sql``}`.execute(db)
  return rows.map(lineOf)
}

/** What changed at one customer, newest first. */
export const customerHistory = (
  tx: Tx,
  workspaceId: string,
  customerId: string,
  page: Page,
): Promise<{ total: number; lines: Line[] }> => {
  const where = sql`${happened(workspaceId)} and h.customer_id = ${customerId}`
  return readLines(tx, sql`${contactLines(where)} union all ${otherLines(where)}`, page, true)
}

/** The lines `h` of a workspace that came about: a plan that was not carried out is no history. */
const happened = (workspaceId: string): RawBuilder<unknown> =>
  sql`h.workspace_id = ${workspaceId} and (h.run_id is null or h.run_id in (
    select id from runs where workspace_id = ${workspaceId} and applied_at is not null))`

/** Which lines of the history of all customers. */
export interface HistoryAsked {
  readonly search?: string | undefined
  readonly about?: Line['about'] | undefined
  readonly change?: Line['change'] | undefined
  readonly customerId?: string | undefined
  readonly run?: string | undefined
  /** Part of the name of who did it. */
  readonly by?: string | undefined
  readonly from?: Date | undefined
  /** Up to, and not at, this moment. */
  readonly until?: Date | undefined
}

/** Two kinds of lines, one shape: each with the rules it has to meet. */
const allLines = (
  workspaceId: string,
  asked: HistoryAsked,
  more: RawBuilder<unknown>,
): RawBuilder<unknown> => {
  const { search, about, change, customerId, run, by, from, until } = asked
  const rules = (subject: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql.join(
      [
        happened(workspaceId),
        more,
        ...(change ? [sql`h.change = ${change}`] : []),
        ...(customerId ? [sql`h.customer_id = ${customerId}`] : []),
        ...(run ? [sql`h.run_id = ${run}`] : []),
        ...(by ? [sql`position(lower(${by}) in lower(h.by_name)) > 0`] : []),
        ...(from ? [sql`h.at >= ${from}`] : []),
        ...(until ? [sql`h.at < ${until}`] : []),
        ...(search ? [named(workspaceId, subject, search)] : []),
      ],
      sql` and `,
    )
  const contacts = contactLines(rules(sql`concat_ws(' ', h.first_name, h.last_name, h.email)`))
  // A position that was given to a contact is told among the others.
  const others = otherLines(sql`${rules(sql`h.subject`)} ${about ? sql`and h.about = ${about}` : sql``}`)
  return about && about !== 'contact' ? others : sql`${contacts} union all ${others}`
}

/** What changed at any customer, newest first. */
export const searchHistory = (
  tx: Tx,
  workspaceId: string,
  asked: HistoryAsked & Page,
): Promise<{ total: number; lines: Line[] }> =>
  readLines(tx, allLines(workspaceId, asked, sql`true`), asked, true)

const exportPage = 2_000

/** The same, all of it, a page after the other. */
export const allHistory = async function* (
  db: Db | Tx,
  workspaceId: string,
  asked: HistoryAsked,
): AsyncGenerator<readonly Line[]> {
  let before = sql`true`
  for (;;) {
    const rows = await readPage(
      db,
      allLines(workspaceId, asked, before),
      { offset: 0, limit: exportPage },
      true,
    )
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (!last || rows.length < exportPage) return
    before = sql`h.number < ${last.id}::bigint`
  }
}

/** Which lines of a run. */
export interface RunLines extends Page {
  readonly about?: 'customer' | 'contact' | 'account_manager' | undefined
  readonly change?: Line['change'] | undefined
  /** Part of a customer's name, of a contact's name or address, or of an account manager's name. */
  readonly search?: string | undefined
  readonly customerId?: string | undefined
  /** A rule each line `h` has to meet besides, for contacts and for all others. */
  readonly among?:
    { readonly contacts: RawBuilder<unknown>; readonly others: RawBuilder<unknown> } | undefined
}

/** What one run changed, or would change, in the order it was planned. */
export const runChanges = (
  tx: Tx,
  workspaceId: string,
  runId: string,
  asked: RunLines,
): Promise<{ total: number; lines: Line[] }> => {
  const { about, change, search, customerId, among } = asked
  const rules = (subject: RawBuilder<unknown>, rule: RawBuilder<unknown> | undefined): RawBuilder<unknown> =>
    sql.join(
      [
        sql`h.workspace_id = ${workspaceId} and h.run_id = ${runId}`,
        ...(change ? [sql`h.change = ${change}`] : []),
        ...(customerId ? [sql`h.customer_id = ${customerId}`] : []),
        ...(search ? [named(workspaceId, subject, search)] : []),
        ...(rule ? [rule] : []),
      ],
      sql` and `,
    )
  const contacts = contactLines(
    rules(sql`concat_ws(' ', h.first_name, h.last_name, h.email)`, among?.contacts),
  )
  const others = (kinds: readonly string[] | null) =>
    otherLines(
      sql`${rules(sql`h.subject`, among?.others)} and ${kinds ? sql`h.about = any (${[...kinds]}::text[])` : sql`true`}`,
    )
  const lines = {
    contact: contacts,
    customer: others(['customer', 'match']),
    account_manager: others(['account_manager']),
    all: sql`${contacts} union all ${others(null)}`,
  }[about ?? 'all']
  return readLines(tx, lines, asked, false)
}

/** The line is about what is looked for, or about a customer of that name. */
const named = (workspaceId: string, subject: RawBuilder<unknown>, search: string): RawBuilder<unknown> =>
  sql`(position(lower(${search}) in lower(${subject})) > 0 or h.customer_id in (
    select id from customers where workspace_id = ${workspaceId} and position(lower(${search}) in lower(name)) > 0))`

/** Before which moment no history is kept any more. */
export const goneBefore = async (tx: Tx, workspaceId: string): Promise<string | null> => {
  const { rows } = await sql<{ at: Date | null }>`
    select gone_before as at from history_settings where workspace_id = ${workspaceId}`.execute(tx)
  return rows[0]?.at?.toISOString() ?? null
}
