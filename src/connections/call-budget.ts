import { sql } from 'kysely'
import { OutOfBudget } from '../base/errors.ts'
import type { CallBudget, CrmUsage } from '../connectors/connector.ts'
import type { Db, Tx } from '../db/db.ts'

/** What of an org's rolling day of calls may be used. The rest belongs to the company's other tools. */
export interface CallLimits {
  /** Percent of the day's calls that are ours. */
  readonly share: number
  /** Percent of the day's calls, all tools together, at which we stop. */
  readonly stop: number
  /** Our calls of the last 24 hours, before this conversation. */
  readonly spent: number
  /** When enough of our own calls are a day old again; null when that is not known. */
  readonly roomAt: Date | null
}

/** Stops a conversation with an org before it takes more than its limits. Without a word from the org, nothing stops it. */
export const callBudget =
  ({ share, stop, spent, roomAt }: CallLimits): CallBudget =>
  ({ calls, usage }) => {
    if (usage === null || usage.allowed <= 0) return
    const ours = Math.floor((usage.allowed * share) / 100)
    if (spent + calls >= ours) throw new OutOfBudget(shareSpent(share, ours, usage), roomAt)
    if (usage.used >= (usage.allowed * stop) / 100) throw new OutOfBudget(orgBusy(stop, usage))
  }

const number = (value: number): string => value.toLocaleString('en')

const shareSpent = (share: number, ours: number, { allowed }: CrmUsage) => ({
  code: 'call_share_spent',
  what: `Crosswalk has used its share of this org’s API calls: ${number(ours)} of ${number(allowed)} in 24 hours (${share} %).`,
  means: 'Reading stopped where it was. Your customers stay as they were until it is finished.',
  who: 'A Crosswalk admin',
  how: 'It goes on by itself when calls are free again. To let it use more, raise the share under Settings → CRM → API calls.',
})

const orgBusy = (stop: number, { used, allowed }: CrmUsage) => ({
  code: 'org_calls_high',
  what: `This Salesforce org has used ${number(used)} of its ${number(allowed)} API calls of the last 24 hours, all its tools together.`,
  means: `Crosswalk stops at ${stop} % and leaves the rest to the others. Your customers stay as they were until the read is finished.`,
  who: 'A Salesforce admin',
  how: 'It goes on by itself when calls are free again. If it happens often, see in Setup, API usage, which tool uses most.',
})

/** The org's day as it was heard last. */
export interface KnownUsage extends CrmUsage {
  readonly at: Date
}

export const storeUsage = async (
  db: Db,
  connectionId: string,
  usage: CrmUsage | null,
  now: Date,
): Promise<void> => {
  if (usage === null) return
  await sql`insert into call_usage (connection_id, workspace_id, used, allowed, at)
    select id, workspace_id, ${usage.used}, ${usage.allowed}, ${now} from connections where id = ${connectionId}
    on conflict (connection_id) do update set used = excluded.used, allowed = excluded.allowed, at = excluded.at`.execute(
    db,
  )
}

export const readUsage = async (db: Db | Tx, connectionId: string): Promise<KnownUsage | null> =>
  (
    await sql<KnownUsage>`select used, allowed, at from call_usage where connection_id = ${connectionId}`.execute(
      db,
    )
  ).rows[0] ?? null
