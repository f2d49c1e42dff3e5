import { Fault, Gone, Refused, TryLater } from '../../base/errors.ts'
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { CrmPage, JobLedger, JobPlace, Reading, RowPlace } from '../connector.ts'
import { CutOff, rowBlocks } from './csv-rows.ts'
import { shortRead } from './query.ts'
import { restFault } from './rest-errors.ts'
import type { Session } from './session.ts'
import { select } from './soql.ts'

export interface BulkOptions {
  readonly clock: Clock
  readonly log: Log
  /** Rows asked for per page of results. Each page is one call. */
  readonly pageRows: number
  readonly jobs?: JobLedger
  readonly signal?: AbortSignal
}

/** A reading that begins a job, or goes on in the results of one. */
export type JobReading = Reading & { readonly after: JobPlace | RowPlace | null }

/** Longest a job may take before we give it up. */
const patienceMs = 2 * 60 * 60 * 1000
const pageTries = 6

/**
 * Reads by one Bulk API 2.0 job: one call makes it, a few watch it, one per page fetches it, one removes it. The rows
 * come in no order; their place is the job's own. Ends normally only when the rows that came are as many as the job
 * says it found, and removes it then. Broken off, the job stays in the ledger: the reader may go on with it.
 */
export async function* bulkPages(
  session: Session,
  reading: JobReading,
  options: BulkOptions,
): AsyncGenerator<CrmPage> {
  const { after } = reading
  const resumed = after !== null && 'job' in after
  const place = resumed ? after : await begin(session, reading, options)
  const path = `${jobsPath(place.version)}/${place.job}`
  const job: Job = { session, path, place, fields: reading.fields, options, announced: null }
  const announced = await untilComplete(job)
  let seen = 0
  let skip = place.skip
  let page = 0
  for (let locator: string | null = place.locator; locator !== null; skip = 0) {
    page++
    const blocks = resultPage({ ...job, announced: resumed ? null : announced }, locator, skip, page)
    for (;;) {
      const step: IteratorResult<CrmPage, PageEnd> = await blocks.next()
      if (step.done === true) {
        locator = step.value.next
        break
      }
      seen += step.value.rows
      yield step.value
    }
  }
  if (!resumed && announced !== null && announced !== seen) throw shortRead(announced, seen)
  await removeJob(session, place, options)
}

const jobsPath = (version: string): string => `/services/data/v${version}/jobs/query`

async function begin(session: Session, reading: JobReading, { jobs }: BulkOptions): Promise<JobPlace> {
  const version = (await session.base()).replace('/services/data/v', '')
  const job = await create(session, jobsPath(version), reading)
  await jobs?.opened({ job, version })
  return { job, version, locator: '', skip: 0 }
}

interface Job {
  readonly session: Session
  readonly path: string
  readonly place: JobPlace
  readonly fields: readonly string[]
  readonly options: BulkOptions
  /** Rows it found; null before it is complete, or when only the rest is read. */
  readonly announced: number | null
}

/** Repeatable although it is a POST: a job made twice costs one of ten thousand and changes nothing. */
async function create(session: Session, path: string, reading: JobReading): Promise<string> {
  const after = reading.after !== null && 'id' in reading.after ? reading.after : null
  const body = JSON.stringify({
    operation: 'queryAll',
    query: select({ ...reading, after }, false),
    contentType: 'CSV',
    columnDelimiter: 'COMMA',
    lineEnding: 'LF',
  })
  const headers = { 'content-type': 'application/json' }
  const { json } = await session.ask({
    method: 'POST',
    path,
    body,
    headers,
    expect: 'json',
    repeatable: true,
  })
  const id = textOf(json, 'id')
  if (id === null || !/^[a-zA-Z0-9]{15,18}$/.test(id)) throw unclear()
  return id
}

/** Watches with growing pauses, each look being a call. Gives the rows the job found, when it says so. */
async function untilComplete(job: Job): Promise<number | null> {
  const { clock, signal } = job.options
  const deadline = clock.now().getTime() + patienceMs
  for (let pause = 500; clock.now().getTime() < deadline; pause = Math.min(30_000, pause * 2)) {
    // One that is gone on with is complete, as a rule.
    if (job.place.locator === '') await clock.sleep(pause, signal)
    const json = await look(job)
    const state = textOf(json, 'state')
    if (state === 'JobComplete') return numberOf(json, 'numberRecordsProcessed')
    if (state === 'Failed') throw failed(textOf(json, 'errorMessage') ?? '')
    if (state === 'Aborted') throw aborted()
    if (state === null) throw unclear()
  }
  throw new TryLater({
    code: 'job_too_slow',
    what: 'Salesforce did not finish a bulk job within two hours.',
    means: 'We gave the job up. Nothing changed.',
    how: 'Crosswalk tries again by itself.',
  })
}

async function look(job: Job): Promise<unknown> {
  try {
    return (await job.session.ask({ path: job.path, expect: 'json' })).json
  } catch (thrown) {
    throw thrown instanceof Gone ? placeLost() : thrown
  }
}

interface PageEnd {
  readonly next: string | null
}

/**
 * One page of results, in blocks. A page that breaks off is asked for again at the same place, which the source
 * repeats exactly, and the rows already given out are left out.
 */
async function* resultPage(
  job: Job,
  locator: string,
  skip: number,
  page: number,
): AsyncGenerator<CrmPage, PageEnd> {
  const { clock, log, signal } = job.options
  let given = skip
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await results(job, locator)
      const pieces = answer.body ?? once(answer.text)
      const blocks = rowBlocks(pieces, {
        columns: job.fields.length,
        skip: given,
        onHeader: (cells) => checkHeader(job, cells),
      })
      for await (const block of blocks) {
        given += block.rows
        yield { ...block, page, announced: job.announced, cursor: { ...job.place, locator, skip: given } }
      }
      const announced = answer.headers.get('sforce-numberofrecords')
      if (announced !== null && Number(announced) !== given) throw new CutOff()
      return { next: nextLocator(answer.headers) }
    } catch (thrown) {
      if (thrown instanceof Gone) throw placeLost()
      if (!(thrown instanceof CutOff || thrown instanceof TryLater)) throw thrown
      if (attempt >= pageTries) throw thrown instanceof CutOff ? cutOff() : thrown
      log.warn({ source: 'Salesforce', attempt, rows: given }, 'a page of bulk results broke off')
      await clock.sleep(1000 * 2 ** attempt, signal)
    }
  }
}

async function results(job: Job, locator: string) {
  const query = new URLSearchParams({ maxRecords: String(job.options.pageRows) })
  if (locator !== '') query.set('locator', locator)
  return job.session.stream({
    path: `${job.path}/results?${query}`,
    headers: { accept: 'text/csv' },
    expect: 'csv',
  })
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  if (text !== '') yield Buffer.from(text)
}

/** At the end the locator is the word "null"; some proxies drop the header instead. */
function nextLocator(headers: Headers): string | null {
  const locator = headers.get('sforce-locator')?.trim() ?? ''
  return locator === '' || locator === 'null' ? null : locator
}

/** The columns go into the database by their place, so they must be exactly the ones asked for. */
function checkHeader(job: Job, cells: readonly string[]): void {
  const same = (cell: string, at: number): boolean => cell.toLowerCase() === job.fields[at]?.toLowerCase()
  if (cells.length === job.fields.length && cells.every(same)) return
  throw new Refused({
    code: 'columns_differ',
    what: 'Salesforce sent other columns than we asked for.',
    means: 'We stopped before storing anything of it. Nothing changed.',
    who: 'The makers of Crosswalk.',
    how: 'Send them the log of this run.',
  })
}

/** Leaves nothing behind in the org. What cannot be removed expires there after seven days. */
export async function removeJob(
  session: Session,
  { job, version }: Pick<JobPlace, 'job' | 'version'>,
  { jobs, log }: Pick<BulkOptions, 'jobs' | 'log'>,
): Promise<void> {
  const path = `${jobsPath(version)}/${job}`
  const gone = await session.ask({ method: 'DELETE', path, expect: 'any', always: true }).then(isDone, isGone)
  if (!gone && !(await endAndRemove(session, path))) {
    log.info({ source: 'Salesforce' }, 'a bulk job could not be removed yet')
    return
  }
  await jobs?.closed(job)
}

const isDone = (): boolean => true

/** A job still at work is not removed at once: it has to be ended first. */
async function endAndRemove(session: Session, path: string): Promise<boolean> {
  const body = JSON.stringify({ state: 'Aborted' })
  const headers = { 'content-type': 'application/json' }
  await session
    .ask({ method: 'PATCH', path, body, headers, expect: 'any', always: true })
    .then(isDone, isGone)
  return session.ask({ method: 'DELETE', path, expect: 'any', always: true }).then(isDone, isGone)
}

/** Whether the fault says that there is nothing to remove any more. */
function isGone(thrown: unknown): boolean {
  if (!(thrown instanceof Fault)) throw thrown
  return thrown instanceof Gone
}

/** A job fails with a sentence that begins like an error of the REST API. */
function failed(errorMessage: string): Fault {
  const errorCode =
    /\b(INVALID_FIELD|INVALID_TYPE|QUERY_TIMEOUT|OPERATION_TOO_LARGE|REQUEST_LIMIT_EXCEEDED|MALFORMED_QUERY)\b/.exec(
      errorMessage,
    )?.[1]
  if (errorCode !== undefined)
    return restFault({
      status: 400,
      headers: new Headers(),
      text: '',
      json: [{ errorCode, message: errorMessage }],
      body: null,
    })
  return new TryLater({
    code: 'job_failed',
    what: 'A bulk job failed in Salesforce.',
    means: 'Nothing changed.',
    who: 'A Salesforce admin, if it stays.',
    how: 'Crosswalk tries again by itself. Setup, Bulk Data Load Jobs, shows the reason.',
  })
}

const aborted = (): TryLater =>
  new TryLater({
    code: 'job_aborted',
    what: 'Somebody stopped our bulk job in Salesforce.',
    means: 'Nothing changed.',
    who: 'A Salesforce admin.',
    how: 'Crosswalk tries again by itself. Ask who aborts jobs under Setup, Bulk Data Load Jobs.',
  })

const cutOff = (): TryLater =>
  new TryLater({
    code: 'cut_off',
    what: 'Salesforce broke off in the middle of a page again and again.',
    means: 'The read does not count as complete, so nothing is removed because of it.',
    how: 'Crosswalk tries again by itself.',
  })

const placeLost = (): TryLater =>
  new TryLater({
    code: 'place_lost',
    what: 'The bulk job we were reading is gone from Salesforce.',
    means: 'Nothing changed.',
    how: 'Crosswalk reads again from the beginning.',
  })

const unclear = (): TryLater =>
  new TryLater({
    code: 'job_unreadable',
    what: 'Salesforce answered about a bulk job with something we cannot read.',
    means: 'Nothing changed.',
    how: 'Crosswalk tries again by itself.',
  })

function field(json: unknown, key: string): unknown {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[key] : undefined
}

function textOf(json: unknown, key: string): string | null {
  const value = field(json, key)
  return typeof value === 'string' ? value : null
}

function numberOf(json: unknown, key: string): number | null {
  const value = field(json, key)
  return typeof value === 'number' ? value : null
}
