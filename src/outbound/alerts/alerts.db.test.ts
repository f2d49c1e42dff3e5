import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { forgetAll, openAlertWorld, type AlertWorld } from '../../../test/alerts.ts'
import type { Database } from '../../db/db.ts'
import { openTestDatabase } from '../../db/test-database.ts'
import { writeChoices } from './choices.ts'
import { noteConnection, noteProblems, noteRun, type RunNote, type Standing } from './notice.ts'
import { writeAlertSettings } from './settings.ts'

// What is told, to whom, and that it is told once.

let database: Database
let world: AlertWorld

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await forgetAll(database)
  world = await openAlertWorld(database)
  await world.user('Noor', 'owner')
})

const spent = { code: 'call_share_spent', what: 'Crosswalk has used its share of this org’s API calls.' }
const away = { code: 'away', what: 'Salesforce did not answer.' }
const runId = '00000000-0000-4000-8000-000000000001'

/** A run ends. */
const ended = (state: RunNote['state'], more: Partial<RunNote> = {}): Promise<void> =>
  database.transaction((tx) =>
    noteRun(tx, world.parts, {
      ...{ workspaceId: world.workspaceId, runId, kind: 'sync', state, problem: null, told: [] },
      ...{
        salesforceRead: state !== 'stopped' && state !== 'failed',
        reasons: [],
        resumeAt: null,
        now: world.clock.now(),
      },
      ...more,
    }),
  )
const stopped = (): Promise<void> => ended('stopped', { problem: spent, told: [spent] })
const failed = (): Promise<void> => ended('failed', { problem: away, told: [away] })

const connectionId = '00000000-0000-4000-8000-00000000000c'
const stands = (to: Standing['to'], more: Partial<Standing> = {}): Promise<void> =>
  database.transaction((tx) =>
    noteConnection(
      tx,
      world.parts,
      {
        ...{ workspaceId: world.workspaceId, connectionId, tool: 'salesforce', accountName: 'Northwind' },
        ...{ problem: to === 'connected' ? null : { code: 'grant_expired', what: 'The approval is over.' } },
        to,
        ...more,
      } as Standing,
      world.clock.now(),
    ),
  )

describe('each kind is told once, and its end once', () => {
  test('a connection that needs somebody to sign in', async () => {
    await stands('sign_in_needed')
    await stands('sign_in_needed')
    world.clock.move({ minutes: 1 })
    await stands('connected')
    await stands('connected')
    expect(await world.told()).toEqual(['sign_in_needed raised', 'sign_in_needed recovered'])
    await world.deliver()
    expect(world.letters.map(({ subject }) => subject)).toEqual([
      'Salesforce needs somebody to sign in again',
      'Salesforce can be read again',
    ])
  })

  test('blocked is told, and again when only signing in helps', async () => {
    await stands('blocked')
    await stands('blocked')
    world.clock.move({ minutes: 1 })
    await stands('sign_in_needed')
    expect(await world.told()).toEqual(['sign_in_needed raised', 'sign_in_needed raised'])
  })

  test('two connections are two matters', async () => {
    await stands('blocked')
    await stands('blocked', { connectionId: '00000000-0000-4000-8000-00000000000d', tool: 'stripe' })
    await stands('connected')
    await world.deliver()
    expect(world.letters.map(({ subject }) => subject).toSorted()).toEqual([
      'Salesforce can be read again',
      'Salesforce does not let us in',
      'Stripe does not let us in',
    ])
  })

  test('what a person disconnects is told of no more, and counts as new when it breaks again', async () => {
    await stands('sign_in_needed')
    await stands('disconnected')
    expect(await world.told()).toEqual(['sign_in_needed raised'])
    world.clock.move({ minutes: 1 })
    await stands('sign_in_needed')
    expect(await world.told()).toEqual(['sign_in_needed raised', 'sign_in_needed raised'])
  })

  test('two failed syncs in a row; one alone, a preview, or one with a stop in between is no matter', async () => {
    await failed()
    await ended('failed', { kind: 'preview' })
    await stopped()
    await failed()
    expect(await world.told()).toEqual(['stopped_for_budget raised'])
    await failed()
    await failed()
    await ended('held')
    world.facts.held = 1
    expect(await world.told()).not.toContain('run_failed_twice recovered')
    await ended('complete')
    await ended('complete')
    expect((await world.told()).filter((line) => line.startsWith('run'))).toEqual([
      'run_failed_twice raised',
      'run_failed_twice recovered',
    ])
  })

  test('a held sync, until nothing waits any more', async () => {
    await ended('held', { reasons: ['Contacts would fall by 52 %.'] })
    world.facts.held = 1
    await ended('held')
    await world.look()
    expect(await world.told()).toEqual(['held raised'])
    await world.deliver()
    expect(world.letters[0]?.text).toContain('Contacts would fall by 52 %.')
    // Somebody discards it, and no run ends then.
    world.facts.held = 0
    await world.look()
    await world.look()
    expect(await world.told()).toEqual(['held raised', 'held recovered'])
  })

  test('a sync out of calls, until one reads Salesforce again', async () => {
    await stopped()
    await stopped()
    await ended('complete', { salesforceRead: false })
    expect(await world.told()).toEqual(['stopped_for_budget raised'])
    await ended('partial')
    expect(await world.told()).toEqual(['stopped_for_budget raised', 'stopped_for_budget recovered'])
  })

  test('a stop to sign in again is not one for budget', async () => {
    await ended('stopped', { problem: { code: 'grant_expired', what: 'Over.' } })
    expect(await world.told()).toEqual([])
  })

  test('more problems than the number chosen, whatever happens to that number', async () => {
    const compare = () =>
      database.transaction((tx) => noteProblems(tx, world.parts, world.workspaceId, world.clock.now()))
    world.facts.open = 25
    await compare()
    expect(await world.told()).toEqual([])
    world.facts.open = 26
    await compare()
    world.facts.open = 300
    await compare()
    expect(await world.told()).toEqual(['problems_above raised'])
    const chosen = { problemsAbove: 1_000, summaryDay: 1, summaryHour: 8 }
    await database.transaction((tx) => writeAlertSettings(tx, world.workspaceId, chosen, world.clock.now()))
    await compare()
    expect(await world.told()).toEqual(['problems_above raised', 'problems_above recovered'])
  })
})

describe('nothing twice', () => {
  test('of many who notice at once, one tells', async () => {
    await Promise.all(Array.from({ length: 8 }, () => stands('sign_in_needed')))
    await Promise.all(Array.from({ length: 8 }, () => stands('connected')))
    expect(await world.told()).toEqual(['sign_in_needed raised', 'sign_in_needed recovered'])
  })

  test('of many who deliver at once, one sends', async () => {
    await world.webhook(['sign_in_needed'])
    await stands('sign_in_needed')
    await Promise.all(Array.from({ length: 6 }, () => world.deliver()))
    expect([world.letters.length, world.sent.length]).toEqual([1, 1])
  })

  test('an event that is taken back was never told, and is told when it happens', async () => {
    const killed = database.transaction(async (tx) => {
      await noteRun(tx, world.parts, {
        ...{ workspaceId: world.workspaceId, runId, kind: 'sync', state: 'held', problem: null, told: [] },
        ...{ salesforceRead: true, reasons: [], resumeAt: null, now: world.clock.now() },
      })
      throw new Error('killed before the commit')
    })
    await expect(killed).rejects.toThrow('killed')
    await world.deliver()
    expect([await world.told(), world.letters]).toEqual([[], []])
    await ended('held')
    await world.deliver()
    expect(world.letters).toHaveLength(1)
  })

  test('a process killed after the event leaves the letter for the next', async () => {
    await stands('sign_in_needed')
    // Nobody was there to deliver; another process comes later.
    world.clock.move({ hours: 3 })
    await world.deliver()
    expect(world.letters).toHaveLength(1)
  })

  test('what this process was not told of is found by looking, once', async () => {
    const { rows } = await sql<{ id: string }>`
      insert into connections (workspace_id, tool, state, account_id, account_name, settings, problem)
      values (${world.workspaceId}, 'salesforce', 'sign_in_needed', '00D', 'Northwind', '{}',
        '{"code": "grant_expired", "what": "The approval is over."}') returning id`.execute(database.db)
    await world.look()
    await world.look()
    expect(await world.told()).toEqual(['sign_in_needed raised'])
    await sql`update connections set state = 'disconnected' where id = ${rows[0]?.id}`.execute(database.db)
    await world.look()
    expect(await world.told()).toEqual(['sign_in_needed raised'])
  })
})

describe('who is told', () => {
  test('owners and admins until they choose; members nothing; nobody who cannot come in', async () => {
    await world.user('Ada', 'admin')
    await world.user('Max', 'member')
    await world.user('Ivy', 'admin', { status: 'invited' })
    await world.user('Sandy', 'admin', { email: 'sandy@lantern.example.invalid' })
    await world.user('Nomail', 'admin', { email: null })
    await ended('held')
    await world.deliver()
    expect(world.letters.map(({ to }) => to.name).toSorted()).toEqual(['Ada', 'Noor'])
  })

  test('a choice counts more than the role', async () => {
    const max = await world.user('Max', 'member')
    const ada = await world.user('Ada', 'admin')
    await database.transaction(async (tx) => {
      await writeChoices(tx, max, ['held'])
      await writeChoices(tx, ada, ['weekly_summary'])
    })
    await ended('held')
    await world.deliver()
    expect(world.letters.map(({ to }) => to.name).toSorted()).toEqual(['Max', 'Noor'])
  })

  test('somebody who leaves before the mail does gets none', async () => {
    const ada = await world.user('Ada', 'admin')
    await ended('held')
    await sql`update users set removed_at = now(), email = null where id = ${ada}`.execute(database.db)
    await world.deliver()
    expect(world.letters.map(({ to }) => to.name)).toEqual(['Noor'])
  })

  test('another workspace is told nothing', async () => {
    const other = await openAlertWorld(database)
    await other.user('Else', 'owner')
    await other.webhook(['held'])
    await ended('held')
    await world.deliver()
    expect(world.letters.map(({ to }) => to.name)).toEqual(['Noor'])
    expect([world.sent, other.sent, await other.told()]).toEqual([[], [], []])
  })

  test('without a mail server no letter is kept for later', async () => {
    const without = await openAlertWorld(database, { mail: false })
    await without.user('Noor', 'owner')
    await database.transaction((tx) =>
      noteConnection(
        tx,
        without.parts,
        {
          workspaceId: without.workspaceId,
          connectionId,
          tool: 'salesforce',
          accountName: '',
          problem: null,
          to: 'blocked',
        },
        without.clock.now(),
      ),
    )
    const { rows } =
      await sql`select 1 from alert_deliveries where workspace_id = ${without.workspaceId}`.execute(
        database.db,
      )
    expect([await without.told(), rows]).toEqual([['sign_in_needed raised'], []])
  })
})

describe('the weekly summary', () => {
  // The test clock starts on a Monday at 09:00.
  test('comes each Monday at eight, once after weeks of silence, and to those who chose it', async () => {
    const ada = await world.user('Ada', 'member')
    await database.transaction((tx) => writeChoices(tx, ada, ['weekly_summary']))
    await world.look()
    world.clock.move({ days: 6, hours: 22 })
    await world.look()
    expect(await world.told()).toEqual([])
    world.clock.move({ hours: 2 })
    await Promise.all([world.look(), world.look()])
    expect(await world.told()).toEqual(['weekly_summary summary'])
    world.clock.move({ days: 30 })
    await world.look()
    await world.look()
    expect(await world.told()).toEqual(['weekly_summary summary', 'weekly_summary summary'])
    await world.deliver()
    expect(world.letters.map(({ to, subject }) => [to.name, subject])).toEqual([
      ['Ada', 'Your week in Crosswalk: 7 syncs, 14 changes'],
      ['Ada', 'Your week in Crosswalk: 7 syncs, 14 changes'],
    ])
    expect(world.letters[0]?.text).toContain('Matched with Salesforce: 110 of 120 customers')
  })

  test('is not even made when nobody wants it', async () => {
    await world.look()
    world.clock.move({ days: 8 })
    await world.look()
    expect(await world.told()).toEqual([])
  })
})
