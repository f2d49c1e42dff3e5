import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { Fault } from '../src/base/errors.ts'
import { silent } from '../src/base/log.ts'
import { openSeal } from '../src/connections/seal.ts'
import type { Database } from '../src/db/db.ts'
import { deliverDue } from '../src/outbound/alerts/deliver.ts'
import { look } from '../src/outbound/alerts/look.ts'
import type { Letter } from '../src/outbound/mail.ts'
import type { Posted } from '../src/outbound/webhooks/post.ts'
import { addWebhook, type Format } from '../src/outbound/webhooks/webhooks.ts'
import type { WebhookParts } from '../src/outbound/webhooks/routes.ts'
import type { AlertKind } from '../src/outbound/alerts/parts.ts'
import { testClock, type TestClock } from './clock.ts'

/** One request to a webhook, as it left. */
export interface Sent {
  readonly address: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Alerts of one workspace, with a post office that keeps what it is given and answers as it is told. */
export interface AlertWorld {
  readonly parts: WebhookParts
  readonly clock: TestClock
  readonly workspaceId: string
  readonly letters: Letter[]
  readonly sent: Sent[]
  /** What the next requests get; 200 when there is nothing left. */
  readonly answers: (Posted | Fault)[]
  /** What the next letters get; taken when there is nothing left. */
  readonly mailFaults: Fault[]
  readonly facts: { held: number; open: number }
  readonly audit: string[]
  user(name: string, role: 'owner' | 'admin' | 'member', more?: UserOptions): Promise<string>
  webhook(kinds: readonly AlertKind[], format?: Format): Promise<{ id: string; secret: string | null }>
  /** Sends what is due. */
  deliver(): Promise<void>
  look(): Promise<void>
  /** What was told, the oldest first: `kind change`. */
  told(): Promise<string[]>
}

interface UserOptions {
  readonly email?: string | null
  readonly status?: 'created' | 'invited' | 'joined'
}

/** A workspace of its own in `database`. */
export const openAlertWorld = async (
  database: Database,
  options: { readonly mail?: boolean; readonly start?: string } = {},
): Promise<AlertWorld> => {
  const clock = testClock(options.start)
  const { rows } = await sql<{ id: string }>`insert into workspaces (name) values ('Lantern Works')
    returning id`.execute(database.db)
  const workspaceId = rows[0]?.id ?? ''
  const world = {
    letters: [] as Letter[],
    sent: [] as Sent[],
    answers: [] as (Posted | Fault)[],
    mailFaults: [] as Fault[],
    facts: { held: 0, open: 0 },
    audit: [] as string[],
  }
  const parts = partsOf(database, clock, world, options.mail ?? true)
  return {
    ...world,
    parts,
    clock,
    workspaceId,
    user: (name, role, more) => addUser(database, workspaceId, name, role, more),
    webhook: async (kinds, format = 'standard') => {
      const url = new URL('https://hooks.example.com/in')
      const wanted = { url, format, kinds }
      const by = { workspaceId, name: 'Noor' }
      const added = await database.transaction((tx) => addWebhook(tx, parts, by, wanted, clock.now()))
      return { id: added.webhook.id, secret: added.secret }
    },
    deliver: () => deliverDue(parts, new AbortController().signal),
    look: () => look(parts, new AbortController().signal),
    told: async () => {
      const found = await sql<{ line: string }>`select kind || ' ' || change as line from alerts
        where workspace_id = ${workspaceId} order by at, kind, change`.execute(database.db)
      return found.rows.map(({ line }) => line)
    },
  }
}

/** Leaves no workspace in the database: who delivers or looks does it for all of them. */
export const forgetAll = async (database: Database): Promise<void> => {
  const tables = [
    'alerts',
    'webhooks',
    'alert_states',
    'alert_choices',
    'alert_settings',
    'users',
    'workspaces',
  ]
  for (const table of tables) await sql`delete from ${sql.table(table)}`.execute(database.db)
}

const partsOf = (
  database: Database,
  clock: TestClock,
  world: Pick<AlertWorld, 'letters' | 'sent' | 'answers' | 'mailFaults' | 'facts' | 'audit'>,
  mail: boolean,
): WebhookParts => ({
  database,
  clock,
  jobs: { ask: async () => {} },
  log: silent,
  random: randomBytes,
  seal: openSeal('a sealing key for tests, long enough'),
  mail: mail
    ? {
        from: 'crosswalk@crosswalk.example',
        send: async (letter) => {
          const fault = world.mailFaults.shift()
          if (fault) throw fault
          world.letters.push(letter)
        },
      }
    : null,
  post: async (address, headers, body) => {
    world.sent.push({ address, headers, body })
    const answer = world.answers.shift() ?? { status: 200, retryAfter: null }
    if (answer instanceof Fault) throw answer
    return answer
  },
  publicUrl: 'https://crosswalk.example',
  reach: 'internet',
  neighbours: {
    heldRuns: async () => world.facts.held,
    openProblems: async () => world.facts.open,
    week: async () => ({
      ...{ runs: 7, failed: 1, unfinished: 0, customers: 2, contacts: 11, accountManagers: 1 },
      ...{ allCustomers: 120, matched: 110, nextAt: new Date('2026-03-10T06:00:00Z') },
    }),
    audit: async (_tx, _workspaceId, verb, subject) => void world.audit.push(`${verb.audit} ${subject}`),
  },
})

const addUser = async (
  database: Database,
  workspaceId: string,
  name: string,
  role: string,
  { email, status = 'joined' }: UserOptions = {},
): Promise<string> => {
  const address = email === undefined ? `${name.toLowerCase().replaceAll(/\W/g, '')}@lantern.example` : email
  const { rows } = await sql<{ id: string }>`
    insert into users (workspace_id, email, name, role, status)
    values (${workspaceId}, ${address}, ${name}, ${role}, ${status}) returning id`.execute(database.db)
  return rows[0]?.id ?? ''
}
