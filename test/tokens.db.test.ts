import { sql } from 'kysely'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listAudit } from '../src/audit/contract.ts'
import { checkSalesforce, connectIntegrationUser, disconnectSalesforce } from '../src/connections/contract.ts'
import {
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
} from '../src/sandbox/credentials.ts'
import { startSandbox, type Sandbox } from '../src/sandbox/sandbox.ts'
import { getCrm, startSync } from '../src/sync/contract.ts'
import type { Client } from './client.ts'
import { testClock, type TestClock } from './clock.ts'
import { connect, untilEnded, untilIdle } from './flow.ts'
import { startTestServer, type TestServer } from './server.ts'

// Tokens over the whole machine: where they never come to lie, how approvals are counted, what is told of a refusal.

let sandbox: Sandbox
let server: TestServer
let client: Client
let clock: TestClock
const logged: string[] = []
/** Every token the org ever gave. */
const issued: string[] = []
const person = { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD, answer: 'Allow' } as const
const connected = '/settings/crm?connected=1'

beforeAll(async () => {
  clock = testClock()
  sandbox = await startSandbox({ customers: 5, clock })
  const { grants } = sandbox.org
  const { addSession, addGrant, rotate } = grants
  grants.addSession = (...given) => {
    const session = addSession.apply(grants, given)
    issued.push(session.token)
    return session
  }
  grants.addGrant = (...given) => {
    const grant = addGrant.apply(grants, given)
    issued.push(grant.refreshToken ?? '')
    return grant
  }
  grants.rotate = (grant) => {
    issued.push(rotate.call(grants, grant))
    return issued.at(-1) ?? ''
  }
  server = await startTestServer({
    jobs: true,
    clock,
    // Everything, and nothing blanked: what must not be logged must not even reach the log.
    log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
    environment: {
      CROSSWALK_SALESFORCE_ORIGIN: sandbox.salesforceOrigin,
      CROSSWALK_STRIPE_ORIGIN: sandbox.stripeOrigin,
      SALESFORCE_CLIENT_ID: SANDBOX_CLIENT_ID,
      SALESFORCE_CLIENT_SECRET: SANDBOX_CLIENT_SECRET,
    },
  })
  client = await server.owner()
})
afterAll(async () => {
  await server.stop()
  await sandbox.close()
})

const come = async (): Promise<void> => {
  clock.move({ minutes: 1 })
  expect(await connect(client, 'northwind-traders', person)).toBe(connected)
  await untilIdle(client)
}
const synchronize = async (): Promise<void> => {
  const { run } = await client.call(startSync, {})
  await untilEnded(client, run.id)
}
const approvals = async () => (await client.call(getCrm, {})).app.approvals

/** Every row of every table, the queue's included, as text. */
const everything = async (): Promise<string> => {
  const { db } = server.database
  const { rows } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`.execute(db)
  expect(rows.map(({ name }) => name)).toContain('jobs.job')
  let text = ''
  for (const { name } of rows) {
    const found = await sql<{ row: string }>`select t::text as row from ${sql.raw(name)} t`.execute(db)
    text += found.rows.map(({ row }) => row).join('\n')
  }
  return text
}

test('no token and no secret lies open in a job, a table, an answer or the log', async () => {
  await come()
  sandbox.org.grants.expireSessions()
  await synchronize()
  sandbox.org.faults.add({ match: '/oauth2/token', kind: 'html', status: 503 })
  sandbox.org.grants.expireSessions()
  await synchronize()
  await synchronize()
  sandbox.org.grants.revokeUser(null)
  await synchronize()
  const crm = JSON.stringify(await client.call(getCrm, {}))
  expect(crm).toContain('grant_expired')
  const secrets = [...issued, SANDBOX_CLIENT_SECRET]
  // Approval, two renewals: a pair of tokens each.
  expect(issued).toHaveLength(6)
  expect(logged.length).toBeGreaterThan(0)
  const places = { rows: await everything(), log: logged.join(''), answer: crm }
  for (const [place, text] of Object.entries(places)) {
    for (const secret of secrets) {
      expect(text.includes(secret), place).toBe(false)
      expect(text.includes(Buffer.from(secret).toString('hex')), place).toBe(false)
    }
    expect(text, place).not.toMatch(/5Aep861|00D\w{12}!/)
  }
})

test('a refusal and the end of it stand in the audit once each', async () => {
  const of = async (verb: string) =>
    (await client.call(listAudit, { limit: '500' })).lines.filter((line) => line.verb === verb)
  const before = (await of('crm.lost')).length
  expect(before).toBe(1)
  for (let times = 0; times < 2; times++) await client.call(checkSalesforce, {})
  expect(await of('crm.lost')).toHaveLength(before)
  await come()
  expect((await of('crm.regained'))[0]).toMatchObject({
    by: 'Salesforce',
    subject: 'Northwind Traders',
    detail: { from: 'sign_in_needed', to: 'connected' },
  })
  expect((await client.call(getCrm, {})).connection).toMatchObject({
    state: 'connected',
    problem: null,
    remedies: [],
  })
})

test('"Check again" says what is still wrong, and that it is mended', async () => {
  sandbox.org.apiRefusal = 'api_disabled_for_user'
  expect(await client.call(checkSalesforce, {})).toMatchObject({
    state: 'blocked',
    problem: { code: 'api_not_for_user', who: 'A Salesforce admin.' },
  })
  expect((await client.call(getCrm, {})).connection).toMatchObject({
    state: 'blocked',
    remedies: ['check_again'],
  })
  sandbox.org.apiRefusal = null
  expect(await client.call(checkSalesforce, {})).toEqual({ state: 'connected', problem: null })
})

test('reconnecting takes one place of five, for it gives the approval before back', async () => {
  for (let times = 0; times < 7; times++) await come()
  expect(await approvals()).toEqual({ alive: 1, most: 5 })
  expect(sandbox.org.grants.counts().grants).toBe(1)
})

test('approvals that could not be given back are counted, so that a sixth is seen coming', async () => {
  sandbox.org.faults.add({ match: '/oauth2/revoke', kind: 'status', status: 404, body: 'Bad_Id', times: -1 })
  for (let alive = 2; alive <= 5; alive++) {
    await come()
    expect(await approvals()).toEqual({ alive, most: 5 })
  }
  expect(sandbox.org.grants.counts().grants).toBe(5)
  await come()
  expect(await approvals()).toEqual({ alive: 5, most: 5 })
  expect(sandbox.org.grants.counts().grants).toBe(5)
  sandbox.org.faults.clear()
  await client.call(disconnectSalesforce, {})
  await untilIdle(client)
  expect(await approvals()).toEqual({ alive: 4, most: 5 })
})

test('an integration user connects with an API key too, reads, and counts against nobody', async () => {
  const answer = await client.call(connectIntegrationUser, { domain: 'northwind-traders' })
  expect(answer).toMatchObject({ state: 'connected', orgName: 'Northwind Traders' })
  const crm = await untilIdle(client)
  expect(crm.connection).toMatchObject({ way: 'integration_user', state: 'connected' })
  expect(crm.step).toBe('choose_field')
  expect(await approvals()).toEqual({ alive: 4, most: 5 })
})
