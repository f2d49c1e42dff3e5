import { expect } from 'vitest'
import { sql } from 'kysely'
import type { Misbehaviour } from '../../src/sandbox/faults.ts'
import type { BulkJobs } from '../../src/sandbox/salesforce/bulk/jobs.ts'
import type { SyncParts } from '../../src/sync/run/execute.ts'
import type { World } from '../world.ts'
import { about, people } from './look.ts'
import { promised, runWell, seenAfter, throughRun, type Fault } from './fault.ts'

const byJobs = (world: World, bulkPageRows = 7): SyncParts => ({
  ...world.parts,
  reading: { wholeUpTo: 0, sweepEveryMs: 0, bulkFrom: 1, bulkPageRows },
})

/** A job title on its way through a bulk job. */
const title = (value: string | null): Fault['observe'] =>
  about(async (one) => {
    one.contact({ Title: 'Before' })
    await one.look()
    const contacts = one.world.sandbox.org.table('Contact')
    one.world.sandbox.org.changes.update('Contact', contacts.id(contacts.size - 1), { Title: value })
    await one.look(byJobs(one.world))
    const { rows } = await sql<{ title: string | null }>`select k.job_title as title from contacts k
      join customers c on c.id = k.customer_id
      where c.workspace_id = ${one.world.workspaceId} and c.external_id = ${one.customer}`.execute(
      one.world.database.db,
    )
    const kept = rows[0]?.title ?? null
    expect(kept).toBe(value === null || value === '' ? null : value.replaceAll('\u0000', ''))
    return `the title shown is ${kept === null ? 'empty' : `\`${JSON.stringify(kept)}\``}`
  })

/** The same org, read from the beginning by jobs and then by pages, with the jobs as they may be. */
const sameBoth =
  (
    jobs: Partial<
      Pick<BulkJobs, 'maxRows' | 'emptyPage' | 'countsEmptyPage' | 'exponents' | 'zipped' | 'pollsToComplete'>
    >,
    pageRows?: number,
  ): Fault['observe'] =>
  async (world) => {
    const { org } = world.sandbox
    const usual = {
      maxRows: 250_000,
      emptyPage: 'header',
      countsEmptyPage: true,
      exponents: false,
      zipped: false,
      pollsToComplete: 1,
    }
    const before = org.jobs.created
    Object.assign(org.jobs, jobs)
    await world.dropDerived()
    await runWell(world, byJobs(world, pageRows))
    const byBulk = await world.seen()
    Object.assign(org.jobs, usual)
    const made = org.jobs.created - before
    await world.dropDerived()
    const run = await runWell(world)
    const byPages = await world.seen()
    expect(byBulk).toEqual(byPages)
    expect(made).toBeGreaterThan(2)
    expect(byPages.length).toBeGreaterThan(20)
    return seenAfter(run, `the same by ${made} jobs as by pages: ${byPages.length} lines`)
  }

const spoiled = (order: Misbehaviour): Fault['observe'] =>
  throughRun({
    order: ({ sandbox: { org } }) => org.faults.add({ ...order, times: -1 }),
    parts: byJobs,
    state: 'partial',
  })

const passing = (order: Misbehaviour): Fault['observe'] =>
  throughRun({
    order: ({ sandbox: { org } }) => org.faults.add({ ...order, times: 2 }),
    parts: byJobs,
    state: 'complete',
    code: null,
  })

const oneVersion: Fault['observe'] = async (world) => {
  const asked: string[] = []
  const { connections } = world.parts
  const { fetch } = connections.outside
  const { release } = world.sandbox.org
  const { newest } = release
  const watched: typeof fetch = (input, init) => {
    const version = /\/services\/data\/v([0-9.]+)\//.exec(String(input))?.[1]
    if (version) asked.push(version)
    if (asked.length === 4) release.newest = newest + 1
    return fetch(input, init)
  }
  const parts = {
    ...world.parts,
    connections: { ...connections, outside: { ...connections.outside, fetch: watched } },
  }
  const run = await runWell(world, byJobs({ ...world, parts }))
  release.newest = newest
  const versions = new Set(asked)
  expect(versions.size).toBe(1)
  return seenAfter(run, '–', `${asked.length} requests, all by one version`)
}

const related: Fault['observe'] = about(async (one) => {
  one.contact({ LastName: 'O\u2019Neill, "Jo"' })
  return people(await one.look(byJobs(one.world)))
})

export const bulk: readonly Fault[] = [
  ...promised('Many rows come by bulk jobs, few by pages, and the result is the same.', {
    'Pages of seven rows, each with its header': sameBoth({}),
    'Pages of one row': sameBoth({}, 1),
    'Fewer rows in a page than asked for': sameBoth({ maxRows: 3 }),
    'One page for everything, and the locator says “null”': sameBoth({}, 10_000),
    'A result without rows is a header alone': sameBoth({ emptyPage: 'header' }),
    'A result without rows is nothing at all': sameBoth({ emptyPage: 'nothing', countsEmptyPage: false }),
    'Numbers come in exponents': sameBoth({ exponents: true }),
    'The results are compressed': sameBoth({ zipped: true }),
    'The job takes twenty looks': sameBoth({ pollsToComplete: 20 }),
    'A new API version appears in mid-run': oneVersion,
  }),
  ...promised('What stands in a cell arrives as it was typed.', {
    'A line break': title('Head of\nfinance'),
    'A line break of Windows': title('Head of\r\nfinance'),
    'A NUL byte, which the database cannot hold': title('Head\u0000 of finance'),
    'The text NA': title('NA'),
    'The text null': title('null'),
    'The text None': title('None'),
    'Quotes and commas': title('Head of "finance", retired'),
    'An empty text': title(''),
    'No value': title(null),
    'Blanks around it': title('  Head  '),
    'Letters of many scripts': title('경리 – Головний бухгалтер 🙂'),
    'A name with quotes': related,
  }),
  ...promised('Results that do not balance are not complete and remove nothing.', {
    'A row is missing from a page of results': spoiled({ match: '/results', kind: 'short_page' }),
    'A page of results is empty': spoiled({ match: '/results', kind: 'empty' }),
    'The results say too early that they end': spoiled({ match: '/results', kind: 'early_end' }),
    'The results announce more rows than come': spoiled({ match: '/results', kind: 'wrong_total' }),
    'A page of results always breaks off': spoiled({ match: '/results', kind: 'cut' }),
    'A page of results breaks off twice': passing({ match: '/results', kind: 'cut' }),
    'The results are away twice (503)': passing({ match: '/results', kind: 'html', status: 503 }),
  }),
]
