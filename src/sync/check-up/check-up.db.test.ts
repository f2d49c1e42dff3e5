import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openWorld, type World } from '../../../test/world.ts'
import { TryLater } from '../../base/errors.ts'
import { openSeal } from '../../connections/seal.ts'
import type { Database } from '../../db/db.ts'
import { openTestDatabase } from '../../db/test-database.ts'
import { checkUp, type CheckUpParts } from './check-up.ts'
import type { CheckUp, Line } from './lines.ts'
import { permissionSet } from './permission-set.ts'
import { readSettings } from '../settings.ts'
import { lastCheckUp, lastFields } from './tables.ts'

// The check-up against a made-up org that hides, refuses and runs out, as Salesforce does.

let database: Database
let world: World
let directory: string

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

beforeEach(async () => {
  world = await openWorld({ customers: 12 }, database)
  directory = await mkdtemp(join(tmpdir(), 'crosswalk-check-up-'))
  await writeFile(join(directory, 'secret.key'), 'x', { mode: 0o600 })
})
afterEach(async () => {
  await world.close()
  await rm(directory, { recursive: true })
})

const mailServer = {
  server: 'mail.lantern.example:587',
  signsIn: true,
  from: 'crosswalk@lantern.example',
  verify: async () => {},
}
const run = (
  more: Partial<CheckUpParts['connections']> = {},
  mail: CheckUpParts['machine']['mail'] = mailServer,
): Promise<CheckUp> =>
  checkUp(
    {
      connections: { ...world.parts.connections, ...more },
      jobs: { healthy: () => true },
      machine: { dataDirectory: directory, keyFromEnvironment: false, mail },
    },
    { workspaceId: world.workspaceId, name: 'Noor Haddad' },
  )
const stateOf = ({ lines }: CheckUp, code: string): Line['state'] | undefined => lineOf(lines, code)?.state
const lineOf = (lines: readonly Line[], code: string): Line | undefined =>
  lines.find((one) => one.code === code)
const notGreen = ({ lines }: CheckUp): string[] =>
  lines.filter(({ state }) => state !== 'green').map(({ code, state }) => `${state} ${code}`)
const identifyBy = (accountField: string) => world.settings({ accountField })

test('a sound connection is green, but for a person’s own account and the made-up org', async () => {
  const found = await run()
  expect(notGreen(found)).toEqual(['amber user', 'amber override'])
  expect(found.calls).toBe(5)
  expect(await lastCheckUp(world.database.db, world.workspaceId)).toEqual(found)
})

test('every line that is not green says what it means and what to do', async () => {
  const { org } = world.sandbox
  org.permissions.hideField('Contact', 'Title', true)
  org.permissions.hideRow(org.table('Contact').id(3), true)
  org.usage.used = 75_000
  const found = await run()
  for (const line of found.lines.filter(({ state }) => state !== 'green'))
    expect(line, line.code).toMatchObject({
      found: expect.stringMatching(/\.$/),
      means: expect.stringMatching(/\.$/),
      who: expect.any(String),
      how: expect.stringMatching(/\.$/),
    })
})

test('a hidden field is amber with what is lost, a needed one red', async () => {
  const { permissions } = world.sandbox.org
  permissions.hideField('Contact', 'Title', true)
  permissions.hideField('Contact', 'Email', true)
  const found = await run()
  expect(lineOf(found.lines, 'field_Contact.Title')).toMatchObject({
    state: 'amber',
    means: 'Contacts come without their job title.',
  })
  expect(lineOf(found.lines, 'field_Contact.Email')).toMatchObject({
    state: 'red',
    how: expect.stringContaining('Contact.Email'),
  })
  expect(lineOf(found.lines, 'object_Contact')?.found).toBe(
    'Can be read, with 10 of the 12 fields Crosswalk uses.',
  )
  expect(found.state).toBe('red')
})

test('a hidden object is red, and its fields and records are not gone into', async () => {
  world.sandbox.org.permissions.hideObject('Contact', true)
  const found = await run()
  expect(stateOf(found, 'object_Contact')).toBe('red')
  expect(found.lines.filter(({ code }) => /^(field_Contact|rows_Contact)/.test(code))).toEqual([])
})

test('records that sharing hides show by the difference of two counts', async () => {
  const { org } = world.sandbox
  const accounts = org.table('Account').size
  org.permissions.hideRow(org.table('Account').id(0), true)
  const line = lineOf((await run()).lines, 'rows_Account')
  expect(line?.state).toBe('amber')
  expect(line?.found).toMatch(/^\d+ accounts can be seen, and Salesforce counts about \d+\.$/)
  const [seen, counted] = (line?.found.match(/\d+/g) ?? []).map(Number)
  expect((counted ?? 0) - (seen ?? 0)).toBe(1)
  expect(counted).toBeLessThanOrEqual(accounts)
})

test('relations are looked at when they are wanted', async () => {
  expect(stateOf(await run(), 'object_AccountContactRelation')).toBeUndefined()
  await world.settings({ relatedContacts: true })
  expect(stateOf(await run(), 'object_AccountContactRelation')).toBe('amber')
  world.sandbox.org.features.set('contactsToMultipleAccounts', true)
  expect(stateOf(await run(), 'object_AccountContactRelation')).toBe('green')
})

test.each([
  [65_000, 'green'],
  [75_000, 'amber'],
  [85_000, 'red'],
] as const)(
  'with %i of 100,000 calls used the budget is %s, and the check-up still runs',
  async (used, state) => {
    world.sandbox.org.usage.used = used
    expect(stateOf(await run(), 'calls_used')).toBe(state)
  },
)

test('our own share is counted from our runs', async () => {
  expect(stateOf(await run(), 'calls_share')).toBe('green')
  const now = world.clock.now()
  await sql`insert into runs (workspace_id, kind, trigger, reason, reads, state, calls, by_name, queued_at)
    values (${world.workspaceId}, 'sync', 'manual', 'a test', '{}', 'complete', 20000, 'Noor', ${now})`.execute(
    world.database.db,
  )
  expect(stateOf(await run(), 'calls_share')).toBe('amber')
})

test('an org that is out of calls says so, and the rest of this machine is still checked', async () => {
  world.sandbox.org.usage.used = world.sandbox.org.usage.max
  const found = await run()
  expect(found.lines[0]).toMatchObject({ group: 'connection', state: 'red', label: 'Calls left' })
  expect(stateOf(found, 'sealing_key')).toBe('green')
})

test('limits that may not be read are no harm', async () => {
  world.sandbox.org.usage.limitsReadable = false
  expect(lineOf((await run()).lines, 'limits')).toMatchObject({
    state: 'green',
    found: expect.stringContaining('View Setup and Configuration'),
  })
})

test('a sign-in that has ended is red, and says who can mend it', async () => {
  world.sandbox.org.grants.revokeUser(null)
  const found = await run()
  expect(found.lines[0]).toMatchObject({ group: 'connection', state: 'red', label: 'Sign-in' })
  expect(found.lines[0]?.means).toContain('could not be checked')
  expect(stateOf(found, 'database')).toBe('green')
})

test('an expired session renews itself and is no finding', async () => {
  world.sandbox.org.grants.expireSessions()
  expect(notGreen(await run())).toEqual(['amber user', 'amber override'])
})

test('a user made for integrations is green, by its mark or by its licence', async () => {
  world.sandbox.org.userinfo.integrationUser = true
  expect(lineOf((await run()).lines, 'user')).toMatchObject({
    state: 'green',
    found: expect.stringContaining('made for integrations'),
  })
})

test('an app without the scope id still reads, and cannot say as whom', async () => {
  const { org } = world.sandbox
  org.faults.add({ match: 'userinfo', kind: 'status', status: 403, body: 'Missing_OAuth_Token', times: -1 })
  const found = await run()
  expect(lineOf(found.lines, 'scopes')).toMatchObject({
    state: 'amber',
    found: expect.stringContaining('Missing: id'),
  })
  expect([stateOf(found, 'user'), stateOf(found, 'object_Account')]).toEqual(['amber', 'green'])
})

test('an API version that is old or deprecated is amber', async () => {
  const { release } = world.sandbox.org
  release.newest = 70
  expect(lineOf((await run()).lines, 'api_version')).toMatchObject({
    state: 'green',
    found: 'Version 68.0; the org offers up to 70.0.',
  })
  release.newest = 75
  expect(stateOf(await run(), 'api_version')).toBe('amber')
  release.newest = 68
  release.deprecatedBelow = 69
  expect(lineOf((await run()).lines, 'api_version')?.found).toContain('deprecated')
})

test('a connection that was blocked and works again is amber until it is checked', async () => {
  const problem = JSON.stringify({ code: 'ip_restricted', what: 'Salesforce did not accept our address.' })
  await sql`update connections set state = 'blocked', problem = ${problem}
    where workspace_id = ${world.workspaceId} and tool = 'salesforce'`.execute(database.db)
  expect(lineOf((await run()).lines, 'sign_in')).toMatchObject({
    state: 'amber',
    found: expect.stringContaining('Salesforce did not accept our address.'),
    how: expect.stringContaining('Check again'),
  })
})

test('an org that does not answer is red', async () => {
  await world.sandbox.close()
  expect((await run()).lines[0]).toMatchObject({ state: 'red', label: 'Salesforce answers' })
})

test('a clock that is wrong is amber above five minutes', async () => {
  const { outside } = world.parts.connections
  const off = (minutes: number) =>
    run({
      outside: {
        ...outside,
        clock: { ...outside.clock, now: () => new Date(world.clock.now().getTime() + minutes * 60_000) },
      },
    })
  expect(stateOf(await off(4), 'clock')).toBe('green')
  expect(lineOf((await off(7)).lines, 'clock')).toMatchObject({
    state: 'amber',
    found: expect.stringContaining('7 minutes ahead of'),
  })
  expect(lineOf((await off(-61)).lines, 'clock')?.found).toContain('61 minutes behind')
})

test('another sealing key opens nothing, and no line holds what is sealed', async () => {
  const found = await run({ seal: openSeal('another sealing key, long enough as well') })
  expect(lineOf(found.lines, 'sealing_key')).toMatchObject({
    state: 'red',
    found: expect.stringContaining('Salesforce sign-in, Stripe key'),
  })
  expect(JSON.stringify(found)).not.toMatch(/00D\w{12}!|5Aep|rk_test|sk_test/)
})

test('a key file that others can read is red', async () => {
  expect(stateOf(await run(), 'key_file')).toBe('green')
  await chmod(join(directory, 'secret.key'), 0o644)
  expect(lineOf((await run()).lines, 'key_file')).toMatchObject({
    state: 'red',
    found: expect.stringContaining('0644'),
  })
  await rm(join(directory, 'secret.key'))
  expect(stateOf(await run(), 'key_file')).toBe('amber')
})

test.each([
  ['https://crosswalk.example', 'green'],
  ['http://localhost:4400', 'green'],
  ['http://crosswalk.example', 'amber'],
] as const)('the public address %s is %s', async (publicUrl, state) => {
  expect(stateOf(await run({ publicUrl }), 'public_url')).toBe(state)
})

test('mail: on, off, and a server that shuts the door', async () => {
  expect(lineOf((await run()).lines, 'mail')).toMatchObject({
    state: 'green',
    found: expect.stringMatching(/^mail\.lantern\.example:587 answers.* crosswalk@lantern\.example\.$/),
  })
  expect(lineOf((await run({}, null)).lines, 'mail')).toMatchObject({
    state: 'amber',
    found: expect.stringContaining('Alerts by e-mail are off'),
    how: expect.stringContaining('Set SMTP_URL'),
  })
  const shut = new TryLater({
    code: 'mail_unreachable',
    what: 'It is away.',
    means: 'No mail.',
    how: 'Look.',
  })
  const found = await run({}, { ...mailServer, verify: () => Promise.reject(shut) })
  expect(lineOf(found.lines, 'mail')).toMatchObject({
    state: 'red',
    found: 'SMTP_URL names mail.lantern.example:587. It is away.',
    means: 'No mail.',
    who: 'Whoever runs this machine',
    how: 'Look.',
  })
})

test('a planned sync that nobody begins is noticed', async () => {
  await world.settings({ nextAt: new Date(world.clock.now().getTime() - 3_600_000) })
  expect(stateOf(await run(), 'jobs')).toBe('amber')
})

test('the identifier: filled, a formula, hidden, not chosen', async () => {
  const { org } = world.sandbox
  await identifyBy('AccountNumber')
  expect(lineOf((await run()).lines, 'identifier')?.found).toMatch(
    /Account\.AccountNumber.*filled on \d+ of \d+/,
  )
  const formula = org.table('Account').schema.fields.find(({ calculated }) => calculated)?.name ?? ''
  await identifyBy(formula)
  const found = await run()
  expect(lineOf(found.lines, 'identifier')?.found).toContain('a formula')
  expect(lineOf(found.lines, 'formulas')).toMatchObject({
    state: 'amber',
    found: expect.stringContaining(formula),
    means: expect.stringContaining('calls each time'),
  })
  org.permissions.hideField('Account', formula, true)
  expect(stateOf(await run(), `field_Account.${formula}`)).toBe('red')
  await world.settings({ identifier: null, accountField: 'Id' })
  expect(stateOf(await run(), 'identifier')).toBe('amber')
})

test('without a connection the machine is checked', async () => {
  await sql`update connections set state = 'disconnected' where workspace_id = ${world.workspaceId}
    and tool = 'salesforce'`.execute(world.database.db)
  const found = await run()
  expect(found.lines[0]).toMatchObject({ code: 'connected', state: 'amber' })
  expect([found.calls, stateOf(found, 'database')]).toEqual([0, 'green'])
})

test('the permission set goes by what the org said of the fields, and a failed check-up keeps that', async () => {
  const xml = async (): Promise<string> => {
    const { db } = world.database
    return permissionSet(await readSettings(db, world.workspaceId), await lastFields(db, world.workspaceId))
  }
  await identifyBy('AccountNumber')
  world.sandbox.org.permissions.hideField('Contact', 'Title', true)
  await run()
  const set = await xml()
  expect(set).toContain('<field>Account.AccountNumber</field>')
  expect(set).toContain('<field>Contact.Title</field>')
  for (const name of ['Account.Id', 'Account.SystemModstamp', 'Contact.LastName', 'Account.Name'])
    expect(set).not.toContain(`<field>${name}</field>`)
  world.sandbox.org.grants.revokeUser(null)
  await run()
  expect(await xml()).toBe(set)
})
