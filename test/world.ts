import { sql } from 'kysely'
import { silent } from '../src/base/log.ts'
import { keepStripeKey, type ConnectionParts } from '../src/connections/connections.ts'
import { purposeOf } from '../src/connections/parts.ts'
import { openSeal } from '../src/connections/seal.ts'
import { storeConnection } from '../src/connections/tables.ts'
import { newProof, openSalesforceOAuth } from '../src/connectors/salesforce/oauth.ts'
import type { Database, Tx } from '../src/db/db.ts'
import { openTestDatabase } from '../src/db/test-database.ts'
import type { Jobs } from '../src/jobs/jobs.ts'
import { forget } from '../src/mirror/mirror.ts'
import {
  SANDBOX_BILLING_KEY,
  SANDBOX_CALLBACK,
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_USERNAME,
} from '../src/sandbox/credentials.ts'
import { startSandbox, type Sandbox, type SandboxOptions } from '../src/sandbox/sandbox.ts'
import { writeSafety, type Safety } from '../src/sync/brakes/safety.ts'
import { executeRun, type SyncParts } from '../src/sync/run/execute.ts'
import type { ReadingChoices } from '../src/sync/run/read-sources.ts'
import { requestRun } from '../src/sync/run/request.ts'
import { runById, type RunAnswer } from '../src/sync/run/answers.ts'
import type { Reads } from '../src/sync/run/runs.ts'
import { writeSettings, type SyncSettings } from '../src/sync/settings.ts'
import { testClock, type TestClock } from './clock.ts'

/** A made-up company, a database and the heart between them, without doors: for tests of what a run does. */
export interface World {
  readonly sandbox: Sandbox
  readonly database: Database
  readonly clock: TestClock
  readonly parts: SyncParts
  readonly workspaceId: string
  /** One whole run, from asking to its end. */
  run(reads?: Reads): Promise<RunAnswer>
  /** The same, for a run of any kind: the way a person asked for it. */
  carryOut(ask: Ask): Promise<RunAnswer>
  /** Sets the brakes, which are off otherwise. */
  safety(chosen: Safety): Promise<void>
  settings(changed: Partial<SyncSettings>): Promise<void>
  /** Adds a billing field, if need be, and makes it hold the account id. */
  chooseField(key: string): Promise<void>
  /** Everything a person sees, one line each, in an order that does not depend on how it came about. */
  seen(): Promise<string[]>
  /** Makes the next run work out everything, whatever was touched. */
  forgetDerivation(): Promise<void>
  /** Drops all that is derived and all that sources said; what people decided stays. */
  dropDerived(): Promise<void>
  close(): Promise<void>
}

/** Asks for a run. */
export type Ask = (tx: Tx) => Promise<{ readonly id: string }>

/** Incremental with a sweep each time, although a small org is read whole in real life. */
const everyWay: ReadingChoices = { wholeUpTo: 0, sweepEveryMs: 0 }

/** No queue: runs are carried out where they are asked for. */
const noQueue: Jobs = {
  start: async () => {},
  startAsking: async () => {},
  ask: async () => {},
  wake: () => {},
  stop: async () => {},
  healthy: () => true,
}

const by = { userId: null, name: 'Noor Haddad' }

/**
 * Opens a world with both connections made, the identifier chosen and both switches on. In a `shared` database it is
 * a workspace of its own, and the database stays open.
 */
export const openWorld = async (
  options: SandboxOptions = {},
  shared?: Database,
  reading: ReadingChoices = everyWay,
): Promise<World> => {
  const clock = { ...testClock(), sleep: async () => {} }
  const sandbox = await startSandbox({ clock, ...options })
  const database = shared ?? (await openTestDatabase())
  const connections = partsOf(database, sandbox, clock)
  const parts: SyncParts = { connections, jobs: noQueue, reading }
  const { rows } = await sql<{
    id: string
  }>`insert into workspaces (name) values ('Lantern Works') returning id`.execute(database.db)
  const workspaceId = rows[0]?.id ?? ''
  await keepStripeKey(connections, { workspaceId, ...by }, SANDBOX_BILLING_KEY, false, async () => {})
  await connectOrg(connections, sandbox, workspaceId)
  const world: World = {
    sandbox,
    database,
    clock,
    parts,
    workspaceId,
    run: (reads = ['billing', 'salesforce']) => runOnce(parts, workspaceId, reads),
    carryOut: (ask) => carryOut(parts, workspaceId, ask),
    safety: (chosen) => database.transaction((tx) => writeSafety(tx, workspaceId, chosen)),
    settings: (changed) => database.transaction((tx) => writeSettings(tx, workspaceId, changed)),
    chooseField: (key) => chooseField(world, key),
    seen: () => seen(database, workspaceId),
    forgetDerivation: async () => {
      await sql`delete from derivations where workspace_id = ${workspaceId}`.execute(database.db)
    },
    dropDerived: () => dropDerived(database, workspaceId),
    close: async () => {
      await sandbox.close()
      if (!shared) await database.close()
    },
  }
  await chooseField(world, 'salesforce_account_id')
  await world.settings({ contacts: true, accountManagers: true, enabledAt: clock.now() })
  await world.safety(noBrakes)
  return world
}

/** In so small a company every other event is more than a fifth of it. Tests of the brakes put them on. */
const noBrakes: Safety = {
  contactsFall: null,
  lastContact: null,
  managersChange: null,
  oneInherits: null,
  matchesFall: null,
}

/** What every world seals its secrets with. */
export const sealingKey = 'a sealing key for tests, long enough'

const partsOf = (database: Database, sandbox: Sandbox, clock: TestClock): ConnectionParts => ({
  database,
  seal: openSeal(sealingKey),
  outside: { fetch: globalThis.fetch, clock, log: silent, random: () => 0 },
  loopback: { salesforce: sandbox.salesforceOrigin, stripe: sandbox.stripeOrigin },
  app: { clientId: SANDBOX_CLIENT_ID, clientSecret: SANDBOX_CLIENT_SECRET },
  publicUrl: 'http://localhost:4400',
})

/** Approves as a person would, without the pages. */
export const connectOrg = async (
  parts: ConnectionParts,
  sandbox: Sandbox,
  workspaceId: string,
): Promise<string> => {
  const { org, salesforceOrigin } = sandbox
  const { verifier, challenge } = await newProof()
  const userId = org.userNamed(SANDBOX_USERNAME) ?? ''
  const scope = ['api', 'refresh_token', 'id']
  const code = org.grants.addCode({
    clientId: SANDBOX_CLIENT_ID,
    redirectUri: SANDBOX_CALLBACK,
    challenge,
    userId,
    scope,
  })
  const oauth = openSalesforceOAuth({
    ...parts.outside,
    domain: { origin: salesforceOrigin },
    app: parts.app ?? { clientId: '', clientSecret: null },
    loopback: salesforceOrigin,
  })
  const { accessToken, refreshToken } = await oauth.exchangeCode({
    code,
    verifier,
    redirectUri: SANDBOX_CALLBACK,
  })
  const tokens = { accessToken, refreshToken, instanceUrl: salesforceOrigin }
  return parts.database.transaction((tx) =>
    storeConnection(tx, {
      workspaceId,
      tool: 'salesforce',
      accountId: org.id,
      accountName: 'Northwind Traders',
      settings: {
        domain: 'northwind',
        origin: 'https://northwind.my.salesforce.com',
        instanceUrl: salesforceOrigin,
      },
      sealed: parts.seal.seal(tokens, purposeOf('tokens', workspaceId)),
      by,
      now: parts.outside.clock.now(),
    }),
  )
}

const chooseField = async ({ database, settings, workspaceId, clock }: World, key: string): Promise<void> => {
  const { rows } = await sql<{ id: string }>`
    insert into custom_fields (workspace_id, key, label, created_at)
    values (${workspaceId}, ${key}, ${key}, ${clock.now()})
    on conflict (workspace_id, key) do update set key = excluded.key returning id`.execute(database.db)
  await settings({ identifier: rows[0]?.id ?? null, accountField: 'Id' })
}

const runOnce = (parts: SyncParts, workspaceId: string, reads: Reads): Promise<RunAnswer> =>
  carryOut(parts, workspaceId, async (tx) => {
    const asked = { kind: 'sync', trigger: 'manual', reason: 'a test', reads, by } as const
    const { run } = await requestRun(tx, parts.jobs, {
      ...asked,
      workspaceId,
      now: parts.connections.outside.clock.now(),
    })
    return run
  })

const carryOut = async (parts: SyncParts, workspaceId: string, ask: Ask): Promise<RunAnswer> => {
  const { database } = parts.connections
  const { id } = await database.transaction(ask)
  await executeRun(parts, id, new AbortController().signal)
  const ended = await runById(database.db, workspaceId, id)
  if (!ended) throw new Error('the run is gone')
  return ended
}

const seen = async (database: Database, workspaceId: string): Promise<string[]> => {
  const { rows } = await sql<{ line: string }>`
    select concat_ws(' | ', 'customer', c.external_id, c.name, m.state, m.value, m.reason, m.account_id, m.candidates::text,
      a.source, a.source_user_id, lower(u.email), u.inactive) as line
    from customers c
    left join matches m on m.customer_id = c.id
    left join assignments a on a.customer_id = c.id
    left join users u on u.id = a.user_id
    where c.workspace_id = ${workspaceId}
    union all
    select concat_ws(' | ', 'contact', c.external_id, k.id, k.source, k.source_id, k.email, k.first_name, k.last_name, k.phone,
      k.job_title, k.is_main, k.source_created_at, p.name)
    from contacts k
    join customers c on c.id = k.customer_id
    left join contact_choices ch on ch.contact_id = k.id
    left join positions p on p.id = ch.position_id
    where k.workspace_id = ${workspaceId}`.execute(database.db)
  return rows.map((row) => row.line).toSorted()
}

const dropDerived = async (database: Database, workspaceId: string): Promise<void> =>
  database.transaction(async (tx) => {
    const { rows } = await sql<{
      id: string
    }>`select id from connections where workspace_id = ${workspaceId}`.execute(tx)
    for (const { id } of rows) await forget(tx, id)
    for (const table of ['contacts', 'assignments', 'matches', 'customers']) {
      await sql`delete from ${sql.table(table)} where workspace_id = ${workspaceId}`.execute(tx)
    }
    await sql`delete from users where workspace_id = ${workspaceId} and source = 'salesforce'`.execute(tx)
  })
