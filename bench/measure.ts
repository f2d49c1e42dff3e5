import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Input } from '../src/base/endpoint.ts'
import { listCustomers } from '../src/customers/contract.ts'
import { applyCsv, uploadCsv } from '../src/mirror/contract.ts'
import { setUp } from '../src/people/contract.ts'
import {
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_MY_DOMAIN,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
} from '../src/sandbox/credentials.ts'
import { getOverview } from '../src/sync/overview/contract.ts'
import { getRun, previewSwitches, setSwitches, startSync } from '../src/sync/contract.ts'
import { applyPlan, startPreview } from '../src/sync/previews/contract.ts'
import { previewUndo, startUndo } from '../src/sync/undo/contract.ts'
import { Client } from '../test/client.ts'
import { chooseProposed, connect, untilIdle, type RunAnswer } from '../test/flow.ts'
import { freePort } from '../test/port.ts'
import { startChild, type Child } from './child.ts'
import type { Company } from './company.ts'
import type { Floor } from './floor.ts'
import type { Place } from './server.ts'
import type { EngineName, Size } from './sizes.ts'
import type { Cost } from './watch.ts'

/** One run of the product and what it cost. */
export interface Measured extends Cost {
  readonly id: string
  readonly seconds: number
  readonly calls: number
  readonly changed: number
  /** Bytes of RSS before it began. */
  readonly idleRss: number
}

export interface Figures {
  readonly size: Size
  readonly engine: EngineName
  readonly floors: readonly Floor[]
  readonly first: Measured
  readonly nothing: readonly Measured[]
  readonly daily: readonly Measured[]
  readonly listMs: readonly number[]
  readonly searchMs: readonly number[]
  /** The numbers of both switches, and the first screen once all is synchronized. */
  readonly previewMs: number
  readonly screenMs: number
  readonly roundTrip: RoundTrip
}

/** Contacts switched off by way of a preview, and that undone: the most lines a workspace of this size can have. */
export interface RoundTrip {
  /** Working out and storing every row. */
  readonly preview: Measured
  readonly applied: Measured
  /** Saying what undoing it would change. */
  readonly shownMs: number
  readonly undone: Measured
  /** A sync that leaves alone all that is pinned now. */
  readonly pinned: Measured
}

const owner = {
  workspaceName: 'Bench',
  name: 'Noor Haddad',
  email: 'noor@lantern.example',
  password: 'a long enough one',
}
const person = { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD, answer: 'Allow' } as const

/** Measures one size on one engine: the floor and the product, side by side. */
export const measure = async (
  size: Size,
  engine: EngineName,
  place: Place,
  say: (line: string) => void,
): Promise<Figures> => {
  const home = await mkdtemp(join(tmpdir(), 'crosswalk-bench-'))
  const database = await place.makeDatabase()
  const company = startChild('./company.ts')
  const floor = startChild('./floor.ts')
  const variables = async (origin: string): Promise<Record<string, string>> => ({
    PORT: String(await freePort()),
    CROSSWALK_DATA_DIR: join(home, 'product'),
    LOG_LEVEL: process.env.BENCH_LOG ?? 'error',
    CROSSWALK_SALESFORCE_ORIGIN: origin,
    SALESFORCE_CLIENT_ID: SANDBOX_CLIENT_ID,
    SALESFORCE_CLIENT_SECRET: SANDBOX_CLIENT_SECRET,
    ...(database.url ? { DATABASE_URL: database.url } : {}),
  })
  const children: Child[] = [company, floor]
  try {
    const source = await company.ask<Company>('open', size)
    const given = await variables(source.salesforceOrigin)
    const names = await company.ask<string[]>('writeCustomers', { path: join(home, 'customers.csv') })
    const before = startChild('./product.ts')
    children.push(before)
    const client = new Client(await before.ask<string>('open', given))
    await prepare(client, before, await readFile(join(home, 'customers.csv')), say)
    const previewMs = await timed(() =>
      client.call(previewSwitches, { contacts: 'true', accountManagers: 'true' }),
    )
    await before.ask('forgetSalesforce')
    await before.stop()
    await floor.ask('open', { url: database.url, directory: join(home, 'floor') })
    const floors = [await floorOf(floor, source, say), await floorOf(floor, source, say)]

    const product = startChild('./product.ts', { NODE_OPTIONS: '--expose-gc' })
    children.push(product)
    await product.ask('open', given)
    const first = await runOf(product, client, 'first sync', say, async () => {
      const { run } = await client.call(setSwitches, { contacts: true, accountManagers: true })
      return run.id
    })
    floors.push(await floorOf(floor, source, say))
    const idleRss = first.idleRss
    const again = (what: string) =>
      runOf(product, client, what, say, async () => (await client.call(startSync, {})).run.id, idleRss)
    const nothing = [
      await again('nothing changed'),
      await again('nothing changed'),
      await again('nothing changed'),
    ]
    const daily: Measured[] = []
    for (const round of [1, 2, 3]) {
      await company.ask('change', { round })
      daily.push(await again('1 % changed'))
    }
    const screenMs = await timed(() => client.call(getOverview, {}))
    const listMs = await times(client, listings(size))
    const searchMs = await times(client, searches(names))
    const roundTrip = await thereAndBack(client, (what, start) =>
      runOf(product, client, what, say, start, idleRss),
    )
    return { size, engine, floors, first, nothing, daily, listMs, searchMs, previewMs, screenMs, roundTrip }
  } finally {
    for (const child of children) await child.stop()
    await database.drop()
    await rm(home, { recursive: true, force: true })
  }
}

/** Everything up to the switches, as a person does it: customers from a file, Salesforce connected, field chosen. */
const prepare = async (
  client: Client,
  product: Child,
  file: Uint8Array<ArrayBuffer>,
  say: (line: string) => void,
): Promise<void> => {
  await client.call(setUp, owner)
  const upload = await client.call(uploadCsv, { kind: 'customers', name: 'customers.csv' }, file)
  const { runId } = await client.call(applyCsv, { id: upload.id, mapping: upload.mapping })
  const imported = await ended(client, runId)
  say(`  customers imported: ${imported.counts?.customers.created}`)
  await connect(client, SANDBOX_MY_DOMAIN, person)
  const { lastRun } = await untilIdle(client)
  if (lastRun?.state !== 'complete') throw new Error(`first read: ${JSON.stringify(lastRun)}`)
  await chooseProposed(client)
  await product.ask('quiet')
}

const floorOf = async (floor: Child, source: Company, say: (line: string) => void): Promise<Floor> => {
  const one = await floor.ask<Floor>('run', source)
  say(
    `  floor ${one.seconds.toFixed(2)} s (copy ${one.copySeconds.toFixed(2)}, upsert ${one.upsertSeconds.toFixed(2)})`,
  )
  return one
}

const runOf = async (
  product: Child,
  client: Client,
  what: string,
  say: (line: string) => void,
  start: () => Promise<string>,
  idle?: number,
): Promise<Measured> => {
  // What followed the run before, and the watch's own start, shall not count.
  await product.ask('quiet')
  await wait(1_000)
  const idleRss = idle ?? (await product.ask<number>('rss'))
  await product.ask('begin')
  const began = performance.now()
  const run = await ended(client, await start())
  const seconds = (performance.now() - began) / 1000
  const cost = await product.ask<Cost>('cost')
  if (run.state !== 'complete') throw new Error(`${what}: ${run.state} ${JSON.stringify(run.problem)}`)
  const { contacts, accountManagers } = run.counts ?? { contacts: zero, accountManagers: zero }
  const changed = sum(Object.values(contacts)) + sum(Object.values(accountManagers))
  say(
    `  ${what}: ${seconds.toFixed(2)} s, ${run.calls} calls, ${changed} changes, ` +
      `${megabytes(cost.peakRss - idleRss)} MB above idle, pause ${cost.pauseMs.toFixed(0)} ms (at work ${cost.pauseCpuMs.toFixed(0)})`,
  )
  return { id: run.id, seconds, calls: run.calls, changed, idleRss, ...cost }
}

const thereAndBack = async (
  client: Client,
  run: (what: string, start: () => Promise<string>) => Promise<Measured>,
): Promise<RoundTrip> => {
  const idOf = async (asked: Promise<{ readonly run: { readonly id: string } }>): Promise<string> =>
    (await asked).run.id
  const settings = { contacts: false }
  const preview = await run('every row of a preview', () => idOf(client.call(startPreview, { settings })))
  const applied = await run('approved', () => idOf(client.call(applyPlan, { id: preview.id })))
  const shownMs = await timed(() => client.call(previewUndo, { runId: applied.id }))
  const undone = await run('undone', () => idOf(client.call(startUndo, { runId: applied.id })))
  const pinned = await run('nothing changed, all pinned', () => idOf(client.call(startSync, {})))
  return { preview, applied, shownMs, undone, pinned }
}

const zero = { created: 0 }
const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0)
export const megabytes = (bytes: number): number => Math.round(bytes / 1_048_576)

const ended = async (client: Client, id: string): Promise<RunAnswer> => {
  for (;;) {
    const run = await client.call(getRun, { id })
    if (run.finishedAt !== null) return run
    // Often enough that a short run is timed well, rarely enough to be nothing beside a long one.
    await wait(25)
  }
}

type Asked = Input<typeof listCustomers>

/** The pages people open: every order, the start and the far end, each filter. */
const listings = ({ accounts }: Size): Asked[] => {
  const orders = ['name', '-name', 'external_id', '-external_id', 'contacts', '-contacts'] as const
  const starts = [0, 100, Math.floor(accounts / 2), accounts - 100]
  return [
    ...orders.flatMap((sort) => starts.map((offset) => ({ sort, offset }))),
    ...(['matched', 'found', 'not_found', 'malformed', 'no_value'] as const).map((match) => ({ match })),
    ...(['salesforce', 'none'] as const).map((contactSource) => ({ contactSource })),
    { accountManager: 'none' },
  ]
}

/** What people type: parts of names, growing letter by letter; parts of addresses; an id; what nobody has. */
const searches = (names: readonly string[]): Asked[] => [
  ...names.slice(0, 12).map((name) => ({ search: name })),
  ...names.slice(0, 12).map((name) => ({ search: name.slice(0, 4) })),
  ...names.slice(0, 6).map((name) => ({ search: name.slice(1, 3) })),
  ...['office@', '.example', 'anna', 'cus_', 'a', 'gmbh', 'nobody has this', "o'", '%'].map((search) => ({
    search,
  })),
]

const times = async (client: Client, asked: readonly Asked[]): Promise<number[]> => {
  const all: number[] = []
  for (const round of [0, 1, 2, 3]) {
    for (const one of asked) {
      const took = await timed(() => client.call(listCustomers, one))
      // The first round fills caches, as the first minute of a day does.
      if (round > 0) all.push(took)
      if (process.env.BENCH_SLOW && took > 50 && round > 0)
        process.stdout.write(`    ${took.toFixed(0)} ms ${JSON.stringify(one)}\n`)
    }
  }
  return all
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await work()
  return performance.now() - began
}
