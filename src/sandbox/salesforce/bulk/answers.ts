import { json } from '../../http.ts'
import type { Call, Reply } from '../../http.ts'
import { ApiError, notFound } from '../api-error.ts'
import type { Session } from '../oauth/grants.ts'
import type { Org } from '../org.ts'
import { parse } from '../soql/parser.ts'
import { prepare, runSoql } from '../soql/run.ts'
import { csvPieces, delimiterOf } from './csv.ts'
import type { Job } from './jobs.ts'

/** Answers `POST /jobs/query`. Refuses at once what a bulk query cannot hold. */
export const createJob = (org: Org, call: Call, session: Session, version: string): Reply => {
  const ask = bodyOf(call)
  const text = (name: string, otherwise: string): string => String(ask[name] ?? otherwise)
  const operation = text('operation', '')
  if (operation !== 'query' && operation !== 'queryAll') throw apiError(`Unsupported operation: ${operation}`)
  if (text('contentType', 'CSV') !== 'CSV') throw apiError('contentType must be CSV')
  const lineEnding = text('lineEnding', 'LF')
  if (lineEnding !== 'LF' && lineEnding !== 'CRLF') throw apiError(`Unsupported lineEnding: ${lineEnding}`)
  const columnDelimiter = text('columnDelimiter', 'COMMA')
  if (!delimiterOf(columnDelimiter)) throw apiError(`Unsupported columnDelimiter: ${columnDelimiter}`)
  const soql = text('query', '')
  const object = refuseUnfit(org, soql)
  if (org.jobs.today(org.now().getTime()) >= org.jobs.maxPerDay)
    throw new ApiError(400, 'LIMIT_EXCEEDED', 'Max number of query jobs per 24 hours exceeded')
  const job = org.jobs.add({
    operation,
    object,
    createdById: session.userId,
    createdAt: org.now().getTime(),
    version,
    lineEnding,
    columnDelimiter,
    soql,
  })
  return json(200, jobJson(job))
}

const apiError = (message: string): ApiError => new ApiError(400, 'API_ERROR', message)

/** Looks the query up without running it, and refuses aggregates, OFFSET, compound fields and some objects. */
const refuseUnfit = (org: Org, soql: string): string => {
  const query = parse(soql)
  if (!query.select || query.select[0]?.kind === 'aggregate')
    throw apiError('Aggregate Relationships not supported in Bulk Query')
  if (query.offset !== null) throw apiError('Not supported in Bulk Query: OFFSET')
  const { columns, scope } = prepare(soql, org.permissions, org.now())
  const compound = columns.find((column) => column.field.compound)
  if (compound) {
    throw new ApiError(400, 'FEATURENOTENABLED', 'Selecting compound data not supported in Bulk Query')
  }
  const { name } = scope.table.schema
  if (name === 'Organization') {
    throw new ApiError(400, 'INVALIDENTITY', `Entity '${name}' is not supported by the Bulk API.`)
  }
  return name
}

/** Answers `GET /jobs/query/<id>`, moving the job on. */
export const pollJob = (org: Org, id: string): Reply => {
  const job = need(org, id)
  org.jobs.advance(job, () => runSoql(job.soql, org.permissions, job.operation === 'queryAll', org.now()))
  return json(200, {
    ...jobJson(job),
    jobType: 'V2Query',
    numberRecordsProcessed: job.result?.rows.length ?? 0,
    retries: 0,
    totalProcessingTime: job.polls * 100,
    isPkChunkingSupported: true,
    ...(job.errorMessage === null ? {} : { errorMessage: job.errorMessage }),
  })
}

/** Answers `GET /jobs/query/<id>/results`. */
export const jobResults = (org: Org, call: Call, version: string, id: string): Reply => {
  const job = need(org, id)
  refuseOtherVersion(job, version)
  const { from, to, total } = pageOf(org, job, call)
  const next = to >= total ? 'null' : locatorOf(to)
  const { result } = job
  if (!result) throw unfinished(org, job)
  const counted = from < to || org.jobs.countsEmptyPage
  const { emptyPage, exponents, zipped } = org.jobs
  return {
    status: 200,
    headers: {
      'content-type': 'text/csv;charset=UTF-8',
      ...(counted ? { 'sforce-numberofrecords': String(to - from) } : {}),
      'sforce-locator': next,
    },
    zipped,
    body: from === to && emptyPage === 'nothing' ? '' : csvPieces(job, result, { from, to, exponents }),
  }
}

/** Answers `GET /jobs/query/<id>/resultPages`: up to five pages to fetch side by side. */
export const jobPages = (org: Org, call: Call, version: string, id: string): Reply => {
  const job = need(org, id)
  refuseOtherVersion(job, version)
  const base = `/services/data/v${version}/jobs/query/${id}`
  const total = job.result?.rows.length ?? 0
  const resultPages = []
  let { from } = pageOf(org, job, call)
  for (; from < total && resultPages.length < 5; from += org.jobs.maxRows) {
    resultPages.push({ resultUrl: `${base}/results?locator=${locatorOf(from)}` })
  }
  const done = from >= total
  const next = done ? {} : { nextRecordsUrl: `${base}/resultpages?locator=${locatorOf(from)}` }
  return json(200, { resultPages, ...next, done })
}

/** Answers `PATCH /jobs/query/<id>`, which can only abort. */
export const abortJob = (org: Org, call: Call, id: string): Reply => {
  const job = need(org, id)
  if (bodyOf(call)['state'] !== 'Aborted') throw apiError('Only the state Aborted can be set')
  if (job.state !== 'UploadComplete' && job.state !== 'InProgress') {
    throw new ApiError(400, 'INVALIDJOBSTATE', 'Aborting already Completed Job not allowed')
  }
  job.state = 'Aborted'
  return json(200, jobJson(job))
}

/** Answers `DELETE /jobs/query/<id>`, for jobs that have ended. */
export const deleteJob = (org: Org, id: string): Reply => {
  const job = need(org, id)
  if (job.state === 'UploadComplete' || job.state === 'InProgress') {
    throw apiError('Error encountered when deleting the job because the job is not terminated')
  }
  org.jobs.remove(id)
  return { status: 204 }
}

const jobsAtOnce = 1000

/** Answers `GET /jobs/query`: up to a thousand jobs, of the kind asked for. */
export const listJobs = (org: Org, call: Call, version: string): Reply => {
  const { query } = call
  const isWanted =
    ['V2Query', null].includes(query.get('jobType')) &&
    ['Parallel', null].includes(query.get('concurrencyMode')) &&
    query.get('isPkChunkingEnabled') !== 'true'
  const found = isWanted ? org.jobs.all(org.now().getTime()) : []
  const from = Number(Buffer.from(query.get('queryLocator') ?? '', 'base64url').toString())
  if (!Number.isInteger(from) || from < 0) throw new ApiError(400, 'INVALIDLOCATOR', 'Invalid locator')
  const end = from + jobsAtOnce
  const done = end >= found.length
  const next = done ? null : `/services/data/v${version}/jobs/query?queryLocator=${locatorOf(end)}`
  const records = found.slice(from, end).map((job) => ({ ...jobJson(job), jobType: 'V2Query' }))
  return json(200, { done, records, nextRecordsUrl: next })
}

const jobJson = (job: Job): Record<string, unknown> => {
  const stamp = new Date(job.createdAt).toISOString().replace(/\d{3}Z$/, '000+0000')
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: stamp,
    systemModstamp: stamp,
    state: job.state,
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: Number(job.version),
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
  }
}

const need = (org: Org, id: string): Job => {
  const job = org.jobs.find(id, org.now().getTime())
  if (!job) throw notFound()
  return job
}

const refuseOtherVersion = (job: Job, version: string): void => {
  if (job.version === version) return
  throw new ApiError(
    409,
    'API_ERROR',
    `The API version in the URI must be ${job.version}, the version that created the job`,
  )
}

const unfinished = (org: Org, job: Job): ApiError => {
  const code = org.jobs.unfinished === 412 ? 'JOB_NOT_COMPLETE' : 'INVALIDJOBSTATE'
  return new ApiError(org.jobs.unfinished, code, `Job is not complete: ${job.state}`)
}

const locatorOf = (row: number): string => Buffer.from(String(row)).toString('base64url')

const pageOf = (org: Org, job: Job, call: Call): { from: number; to: number; total: number } => {
  if (!job.result) throw unfinished(org, job)
  const total = job.result.rows.length
  const locator = call.query.get('locator')
  const from = locator === null ? 0 : Number(Buffer.from(locator, 'base64url').toString())
  if (!Number.isInteger(from) || from < 0 || (from > 0 && from >= total)) {
    throw new ApiError(400, 'INVALIDLOCATOR', 'Invalid locator')
  }
  const asked = call.query.get('maxRecords')
  if (asked !== null && !/^[1-9]\d*$/.test(asked)) throw apiError(`Invalid maxRecords: ${asked}`)
  return { from, to: Math.min(total, from + Math.min(Number(asked ?? Infinity), org.jobs.maxRows)), total }
}

const bodyOf = (call: Call): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(call.body)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // Falls through to the same refusal as every other body that is not an object.
  }
  throw new ApiError(400, 'JSON_PARSER_ERROR', 'The JSON body could not be read')
}
