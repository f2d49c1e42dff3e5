import { lookup } from 'node:dns/promises'
import { sql } from 'kysely'
import { writeLine } from '../audit/audit.ts'
import type { ConnectionParts, StateChange } from '../connections/connections.ts'
import type { Tx } from '../db/db.ts'
import type { Actor } from '../db/door.ts'
import { noteConnection, noteRun } from '../outbound/alerts/notice.ts'
import type { AlertNeighbours, Week } from '../outbound/alerts/parts.ts'
import { openMail, type MailServer } from '../outbound/mail.ts'
import type { Reach } from '../outbound/webhooks/addresses.ts'
import { openPost } from '../outbound/webhooks/post.ts'
import type { WebhookParts } from '../outbound/webhooks/routes.ts'
import { countProblems } from '../sync/problems/list.ts'
import type { RunEnded } from '../sync/run/finish.ts'
import { readSettings } from '../sync/sync.ts'
import type { Environment } from './environment.ts'
import type { Ground } from './nouns.ts'

/** Where alerts meet the nouns they may not import: who tells them, and what they ask. */

/** The mail server of the machine; null without one. */
export const mailOf = ({ smtpUrl }: Environment, publicUrl: string): MailServer | null =>
  smtpUrl === undefined ? null : openMail(smtpUrl, publicUrl)

/** What alerts are given, from the environment and the other nouns. */
export const alertParts = (
  { environment, database, jobs, clock, log, random, publicUrl, demo }: Ground,
  { seal, loopback }: ConnectionParts,
): WebhookParts => {
  const reach = reachOf(demo, loopback)
  return {
    ...{ database, jobs, clock, log, random, seal, publicUrl },
    mail: mailOf(environment, publicUrl),
    post: openPost({ lookup: (host) => lookup(host, { all: true, verbatim: true }), reach }),
    reach,
    neighbours,
  }
}

/** The switch that turns a source’s traffic to this machine is the switch of a development machine. */
const reachOf = (demo: boolean, { salesforce, stripe }: ConnectionParts['loopback']): Reach => {
  if (demo) return 'demo'
  return salesforce === null && stripe === null ? 'internet' : 'development'
}

/** Tells alerts of a connection’s change, in its transaction. */
export const tellOfConnection =
  (parts: WebhookParts) =>
  (tx: Tx, change: StateChange): Promise<void> =>
    noteConnection(tx, parts, change, change.at)

/** Tells alerts of a run that ends, in its transaction. */
export const tellOfRun =
  (parts: WebhookParts) =>
  (tx: Tx, { run, end }: RunEnded): Promise<void> => {
    const { problems = [], crm = [] } = end.receipt as {
      readonly problems?: readonly NonNullable<typeof end.problem>[]
      /** The objects of Salesforce that were read to their end. */
      readonly crm?: readonly object[]
    }
    return noteRun(tx, parts, {
      workspaceId: run.workspaceId,
      runId: run.id,
      kind: run.kind,
      state: end.state,
      problem: end.problem,
      told: end.problem ? [end.problem, ...problems] : problems,
      salesforceRead: crm.length > 0,
      reasons: (end.brakes ?? []).map(({ what }) => what),
      resumeAt: end.resumeAt,
      now: end.now,
    })
  }

const neighbours: AlertNeighbours = {
  heldRuns: async (tx, workspaceId) => {
    const { rows } = await sql<{ count: number }>`select count(*) as count from runs
      where workspace_id = ${workspaceId} and state = 'held' and decision is null`.execute(tx)
    return rows[0]?.count ?? 0
  },
  openProblems: async (tx, workspaceId, now) =>
    (await countProblems(tx, { workspaceId, userId: null, now })).open,
  week: async (tx, workspaceId, since) => ({
    ...(await runsOf(tx, workspaceId, since)),
    ...(await changesOf(tx, workspaceId, since)),
    ...(await matchesOf(tx, workspaceId)),
    nextAt: (await readSettings(tx, workspaceId)).nextAt,
  }),
  audit: (tx, workspaceId, verb, subject, now) =>
    writeLine(tx, { ...crosswalk, workspaceId }, verb, { subject }, now),
}

const crosswalk: Omit<Actor, 'workspaceId'> = {
  userId: null,
  name: 'Crosswalk',
  role: 'owner',
  via: 'schedule',
  sessionId: null,
}

const runsOf = async (
  tx: Tx,
  workspaceId: string,
  since: Date,
): Promise<Pick<Week, 'runs' | 'failed' | 'unfinished'>> => {
  const { rows } = await sql<Pick<Week, 'runs' | 'failed' | 'unfinished'>>`
    select count(*) as runs, count(*) filter (where state = 'failed') as failed,
      count(*) filter (where state in ('held', 'stopped')) as unfinished
    from runs where workspace_id = ${workspaceId} and kind = 'sync' and finished_at >= ${since}`.execute(tx)
  return rows[0] ?? { runs: 0, failed: 0, unfinished: 0 }
}

/** A stored plan that nobody carried out is no history. */
const changesOf = async (
  tx: Tx,
  workspaceId: string,
  since: Date,
): Promise<Pick<Week, 'customers' | 'contacts' | 'accountManagers'>> => {
  const happened = sql`workspace_id = ${workspaceId} and at >= ${since}
    and (run_id is null or run_id in (select id from runs where applied_at is not null))`
  const { rows } = await sql<{ about: string; count: number }>`
    select about, count(*) as count from changes where ${happened} group by about
    union all
    select 'contact', count(*) from contact_changes where ${happened}`.execute(tx)
  const of = (about: string): number => rows.find((row) => row.about === about)?.count ?? 0
  return { customers: of('customer'), contacts: of('contact'), accountManagers: of('account_manager') }
}

const matchesOf = async (tx: Tx, workspaceId: string): Promise<Pick<Week, 'allCustomers' | 'matched'>> => {
  const { rows } = await sql<{ allCustomers: number; matched: number }>`
    select (select count(*) from customers where workspace_id = ${workspaceId}) as "allCustomers",
      (select count(*) from matches where workspace_id = ${workspaceId} and account_id is not null) as matched`.execute(
    tx,
  )
  return rows[0] ?? { allCustomers: 0, matched: 0 }
}
