import { Fault, Refused, TryLater } from '../../base/errors.ts'
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { CrmPage, Reading } from '../connector.ts'
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
  readonly signal?: AbortSignal
}

/** Longest a job may take before we give it up. */
const patienceMs = 2 * 60 * 60 * 1000
const pageTries = 6

/**
 * Reads by one Bulk API 2.0 job: one call makes it, a few watch it, one per page fetches it, one removes it. The rows
 * come in no order, so a page carries no cursor: whoever breaks off begins again. Ends normally only when the rows
 * that came are as many as the job says it found. The job is removed in every case, also when the reader stops.
 */
export async function* bulkPages(
  session: Session,
  reading: Reading,
  options: BulkOptions,
): AsyncGenerator<CrmPage> {
  const base = `${await session.base()}/jobs/query`
  const id = await create(session, base, reading)
  const job: Job = { session, path: `${base}/${id}`, fields: reading.fields, options }
  let finished = false
  try {
    const announced = await untilComplete(job)
    finished = true
    let seen = 0
    for (let locator: string | null = ''; locator !== null;) {
      const page = resultPage(job, locator)
      for (;;) {
        const step: IteratorResult<CrmPage, PageEnd> = await page.next()
        if (step.done === true) {
          locator = step.value.next
          break
        }
        seen += step.value.rows
        yield step.value
      }
    }
    if (announced !== null && announced !== seen) throw shortRead(announced, seen)
  } finally {
    await remove(job, finished)
  }
}

interface Job {
  readonly session: Session
  readonly path: string
  readonly fields: readonly string[]
  readonly options: BulkOptions
}

/** Repeatable although it is a POST: a job made twice costs one of ten thousand and changes nothing. */
async function create(session: Session, path: string, reading: Reading): Promise<string> {
  const body = JSON.stringify({
    operation: 'queryAll',
    query: select(reading, false),
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
    await clock.sleep(pause, signal)
    const { json } = await job.session.ask({ path: job.path, expect: 'json' })
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

interface PageEnd {
  readonly next: string | null
}

/**
 * One page of results, in blocks. A page that breaks off is asked for again at the same place, which the source
 * repeats exactly, and the rows already given out are left out.
 */
async function* resultPage(job: Job, locator: string): AsyncGenerator<CrmPage, PageEnd> {
  const { clock, log, signal } = job.options
  let given = 0
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
        yield { ...block, cursor: null }
      }
      const announced = answer.headers.get('sforce-numberofrecords')
      if (announced !== null && Number(announced) !== given) throw new CutOff()
      return { next: nextLocator(answer.headers) }
    } catch (thrown) {
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
async function remove(job: Job, finished: boolean): Promise<void> {
  const { session, path, options } = job
  try {
    if (!finished) {
      const body = JSON.stringify({ state: 'Aborted' })
      const headers = { 'content-type': 'application/json' }
      await session.ask({ method: 'PATCH', path, body, headers, expect: 'any' }).catch(ignoreFault)
    }
    await session.ask({ method: 'DELETE', path, expect: 'any' })
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown
    options.log.info(
      { source: 'Salesforce', code: thrown.explanation.code },
      'a bulk job could not be removed',
    )
  }
}

/** A job that has ended by itself cannot be aborted, and need not be. */
function ignoreFault(thrown: unknown): void {
  if (!(thrown instanceof Fault)) throw thrown
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
