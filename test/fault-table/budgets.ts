import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Misbehaviour } from '../../src/sandbox/faults.ts'
import { executeRun, type SyncParts } from '../../src/sync/run/execute.ts'
import { resumeRuns } from '../../src/sync/run/resume.ts'
import { runById } from '../../src/sync/run/answers.ts'
import { mortal } from '../histories/outside.ts'
import { takeUp } from '../histories/take-up.ts'
import { calm } from '../histories/troubles.ts'
import { askFor } from '../run-with.ts'
import { openWorld, type World } from '../world.ts'
import {
  promised,
  saidBy,
  seenAfter,
  words,
  runWell,
  throughRun,
  type Fault,
  type Required,
  type Way,
} from './fault.ts'

const data = '/services/data/v'

const misbehaving =
  (...orders: Misbehaviour[]) =>
  ({ sandbox: { org } }: World): void =>
    orders.forEach((order) => org.faults.add(order))

/** The same trouble twice, and then without end. */
const twiceAndForGood = (what: string, order: Misbehaviour, forGood: Required): Record<string, Way> => ({
  [`${what}, twice`]: { order: misbehaving({ ...order, times: 2 }), state: 'complete', code: null },
  [`${what}, without end`]: { order: misbehaving({ ...order, times: -1 }), ...forGood },
})

const heading = (header: string | null): Way => ({
  order: ({ sandbox: { org } }) => {
    org.usage.headerAs = header
  },
  mend: ({ sandbox: { org } }) => {
    org.usage.headerAs = undefined
  },
  state: 'complete',
  code: null,
})

/** A run stops, time passes, and it goes on without anybody's doing. */
const goesOnByItself =
  (way: {
    order: (world: World) => void | Promise<void>
    code: string
    free: (world: World) => void | Promise<void>
    hours: number
  }): Fault['observe'] =>
  async (world) => {
    const before = await world.seen()
    world.sandbox.org.changes.update('Contact', world.sandbox.org.table('Contact').id(1), {
      Title: `At ${way.code}`,
    })
    world.clock.move({ minutes: 1 })
    await way.order(world)
    const run = await world.run()
    expect(run).toMatchObject({ state: 'stopped', problem: { code: way.code } })
    expect(run.resumeAt).not.toBeNull()
    expect(await world.seen()).toEqual(before)
    calm(world)
    await way.free(world)
    world.clock.move({ hours: way.hours, minutes: 5 })
    await resumeRuns(world.parts)
    const { rows } = await sql<{ id: string; reason: string }>`select id, reason from runs
      where workspace_id = ${world.workspaceId} and state = 'queued'`.execute(world.database.db)
    for (const { id } of rows) await executeRun(world.parts, id, new AbortController().signal)
    const next = await runById(world.database.db, world.workspaceId, rows[0]?.id ?? '')
    expect(next).toMatchObject({ state: 'complete', trigger: 'resume' })
    expect((await world.seen()).some((line) => line.includes(`At ${way.code}`))).toBe(true)
    return {
      run: words(run),
      said: saidBy(run),
      customers: 'as they were',
      afterwards: `${next?.state}: “${rows[0]?.reason}”`,
    }
  }

const jobsLeft = async ({
  database: { db },
  sandbox: { org },
  workspaceId,
  clock,
}: World): Promise<string> => {
  const { rows } = await sql<{ count: number }>`select count(*) as count from bulk_jobs
    where workspace_id = ${workspaceId}`.execute(db)
  const there = org.jobs.all(clock.now().getTime()).length
  expect([there, rows[0]?.count]).toEqual([0, 0])
  return `jobs left in Salesforce: ${there}`
}

const byJobs = (world: World): SyncParts => ({
  ...world.parts,
  reading: { wholeUpTo: 0, sweepEveryMs: 0, bulkFrom: 1, bulkPageRows: 7 },
})

/** A read by jobs that meets a fault; whatever becomes of it, no job stays in the org. */
const inJobs =
  (way: Omit<Way, 'parts'> & { readonly parts?: Way['parts'] }): Fault['observe'] =>
  async (world) => {
    const seen = await throughRun({ parts: byJobs, ...way })(world)
    await runWell(world)
    return { ...seen, afterwards: `${seen.afterwards}; ${await jobsLeft(world)}` }
  }

const killedInJob: Fault['observe'] = async (world) => {
  const before = await world.seen()
  const id = await askFor(world)
  const { connections } = world.parts
  // While its results are fetched.
  let fetching = 0
  let number = 0
  const { fetch } = connections.outside
  const watched: typeof fetch = (input, init) => {
    number++
    if (fetching === 0 && String(input).includes('/results')) fetching = number
    return fetch(input, init)
  }
  const parts = byJobs({
    ...world,
    parts: {
      ...world.parts,
      connections: { ...connections, outside: { ...connections.outside, fetch: watched } },
    },
  })
  const outside = mortal(parts, { by: 'request', at: 14 }, () => {})
  await executeRun(outside.parts, id, new AbortController().signal).catch(() => {})
  expect(outside.killed()).toBe(true)
  expect(fetching).toBeGreaterThan(0)
  expect(await world.seen()).toEqual(before)
  const alive = world.sandbox.org.jobs.all(world.clock.now().getTime()).length
  await takeUp(world)
  const run = await runById(world.database.db, world.workspaceId, id)
  expect(run).toMatchObject({ state: 'complete', problem: null })
  return {
    run: `killed with ${alive} job under way, taken up at the next start`,
    said: run ? saidBy(run) : 'gone',
    customers: 'as they were',
    afterwards: `${run ? words(run) : 'gone'}; ${await jobsLeft(world)}`,
  }
}

const ceiling =
  (customers: number): Fault['observe'] =>
  async ({ database }) => {
    const world = await openWorld({ customers, accounts: customers, contactsPerAccount: 1 }, database, {})
    const first = await world.run()
    world.clock.move({ days: 1 })
    world.sandbox.org.changes.updateEvery('Contact', 100, { Title: 'Seen today' })
    const daily = await world.run()
    await world.close()
    expect([first.state, daily.state]).toEqual(['complete', 'complete'])
    expect(Math.max(first.calls, daily.calls)).toBeLessThanOrEqual(15)
    return seenAfter(
      daily,
      '–',
      `calls: ${first.calls} for the first run, ${daily.calls} for the one of the day after`,
    )
  }

const limit = (message: string): Misbehaviour => ({
  match: data,
  kind: 'api_error',
  status: 403,
  errorCode: 'REQUEST_LIMIT_EXCEEDED',
  message,
})

const away = { state: 'partial' } as const

export const budgets: readonly Fault[] = [
  ...promised('The count of calls in every answer is read, however it is written.', {
    'The header is missing': heading(null),
    'The header is unreadable': heading('api-usage=many/most'),
    'Other entries stand beside it': heading(
      'per-app-api-usage=1/250(appName=Crosswalk); api-usage=25/15000',
    ),
  }),
  ...promised(
    'Out of its share of calls, or of everybody’s, a run stops where it is and goes on by itself.',
    {
      'Our share of the day is spent': goesOnByItself({
        order: async (world) => {
          world.sandbox.org.usage.max = 200
          await world.settings({ callShare: 1 })
        },
        code: 'call_share_spent',
        free: (world) => {
          world.sandbox.org.usage.max = 100_000
          return world.settings({ callShare: 20 })
        },
        hours: 25,
      }),
      'All tools together have used 85 % of the day': goesOnByItself({
        order: ({ sandbox: { org } }) => {
          org.usage.used = org.usage.max * 0.85
        },
        code: 'org_calls_high',
        free: () => {},
        hours: 1,
      }),
      'The org refuses for the rest of the day': goesOnByItself({
        order: misbehaving({ ...limit('TotalRequests Limit exceeded.'), times: -1 }),
        code: 'daily_calls_spent',
        free: () => {},
        hours: 24,
      }),
    },
  ),
  ...promised('Too many requests at one time wait for seconds, not for hours.', {
    ...twiceAndForGood(
      'The org is answering too many requests',
      limit('ConcurrentRequests (Concurrent API Requests) Limit exceeded.'),
      away,
    ),
  }),
  ...promised('What passes is asked again with growing pauses; what does not, some other time.', {
    ...twiceAndForGood('A server error (500)', { match: data, kind: 'api_error', status: 500 }, away),
    ...twiceAndForGood('A bad gateway (502)', { match: data, kind: 'html', status: 502 }, away),
    ...twiceAndForGood('Maintenance (503, a web page)', { match: data, kind: 'html', status: 503 }, away),
    ...twiceAndForGood('No route to the host (420)', { match: data, kind: 'html', status: 420 }, away),
    ...twiceAndForGood('A web page with status 200', { match: data, kind: 'html', status: 200 }, away),
    ...twiceAndForGood('An answer that breaks off', { match: data, kind: 'cut' }, away),
    ...twiceAndForGood('Half the JSON', { match: `${data}.*query`, kind: 'garbage' }, away),
    ...twiceAndForGood('An empty answer (200)', { match: data, kind: 'status', status: 200, body: '' }, away),
    'A redirection to another host': {
      order: misbehaving({ match: data, kind: 'redirect' }),
      state: 'partial',
      code: 'moved',
    },
    ...twiceAndForGood(
      'A query that takes too long',
      { match: `${data}.*queryAll`, kind: 'api_error', status: 400, errorCode: 'QUERY_TIMEOUT' },
      { state: 'complete', code: null },
    ),
  }),
  ...promised('Bulk jobs are always finished, aborted or deleted, also after a crash.', {
    'The job fails': inJobs({
      order: ({ sandbox: { org } }) => {
        org.jobs.failure = 'InternalServerError : try again'
      },
      state: 'partial',
      code: 'job_failed',
    }),
    'Somebody aborts the job': inJobs({
      order: () => {},
      parts: (world) =>
        mortal(byJobs(world), null, () => {
          world.sandbox.org.jobs.end('Aborted', null, null)
        }).parts,
      state: 'partial',
      code: 'job_aborted',
    }),
    'The job is forgotten before its results are read': inJobs({
      order: () => {},
      parts: (world) => {
        let forgotten = false
        return mortal(byJobs(world), null, () => {
          const done = world.sandbox.org.jobs.all(world.clock.now().getTime())
          if (forgotten || !done.some(({ state }) => state === 'JobComplete')) return
          forgotten = true
          world.sandbox.org.jobs.clear()
        }).parts
      },
      state: 'complete',
      code: null,
    }),
    'The results are away': inJobs({
      order: misbehaving({ match: '/results', kind: 'status', status: 503, skip: 2, times: -1 }),
      state: 'partial',
    }),
    'No more jobs today': inJobs({
      order: ({ sandbox: { org } }) => {
        org.jobs.maxPerDay = 0
      },
      mend: ({ sandbox: { org } }) => {
        org.jobs.maxPerDay = 10_000
      },
      state: 'stopped',
    }),
    'The process is killed while it fetches results': killedInJob,
  }),
  ...promised('The calls of a run have a ceiling.', {
    '10 customers': ceiling(10),
    '1,000 customers': ceiling(1_000),
  }),
]
