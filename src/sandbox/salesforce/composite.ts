import { json } from '../http.ts'
import type { Call, Reply } from '../http.ts'
import { ApiError, notFound } from './api-error.ts'
import { needField, recordJson } from './describe.ts'
import { fullId } from './id.ts'
import type { Org } from './org.ts'

/** Answers `POST /composite/sobjects/<X>`: named records in the order asked, null for the unseen. */
export const readMany = (org: Org, call: Call, version: string, name: string): Reply => {
  const table = org.permissions.table(name)
  if (!table) throw notFound()
  const ask = parseJson(call.body) as { ids?: unknown; fields?: unknown }
  if (!Array.isArray(ask.ids) || !Array.isArray(ask.fields)) throw unreadable()
  if (ask.ids.length > 2000) throw new ApiError(400, 'EXCEEDED_MAX_SIZE_REQUEST', 'at most 2000 ids')
  const fields = ask.fields.map((field) => needField(org.permissions, table, String(field)))
  const records = ask.ids.map((id) => {
    const index = table.find(fullId(String(id)) ?? '')
    const there = org.permissions.visible(table, index) && table.life(index) === 0
    return there ? recordJson(table, index, fields, version, org.permissions) : null
  })
  return json(200, records)
}

/** What runs one subrequest: its own address below `/services/data`, already split from its query. */
type RunSub = (call: Call) => Promise<Reply>

/** Requests one composite or batch may hold, and how many of a composite's may be queries. */
const mostRequests = 25
const mostQueries = 5

/** Answers `POST /composite`: up to 25 requests in one call, five of them queries; `run` answers each. */
export const answerComposite = async (call: Call, run: RunSub): Promise<Reply> => {
  const ask = parseJson(call.body) as {
    compositeRequest?: { method: string; url: string; referenceId: string; body?: unknown }[]
  }
  if (!Array.isArray(ask.compositeRequest)) throw unreadable()
  refuseTooMany(ask.compositeRequest.length)
  const queries = ask.compositeRequest.filter((one) => /\/(query|queryAll)\/?(\?|$)/.test(one.url))
  if (queries.length > mostQueries)
    throw new ApiError(400, 'LIMIT_EXCEEDED', 'Cannot execute more than 5 query subrequests')
  const compositeResponse = []
  for (const { method, url, referenceId, body } of ask.compositeRequest) {
    const reply = await runSub(call, { method, url, body }, run)
    compositeResponse.push({
      body: answerOf(reply),
      httpHeaders: {},
      httpStatusCode: reply.status,
      referenceId,
    })
  }
  return json(200, { compositeResponse })
}

/**
 * Answers `POST /composite/batch`: up to 25 independent reads in one call, addresses as `v66.0/…`. A failed one is told
 * in its place, and halts the rest only when `haltOnError` asks for it.
 */
export const answerBatch = async (call: Call, run: RunSub): Promise<Reply> => {
  const ask = parseJson(call.body) as {
    batchRequests?: { method?: unknown; url?: unknown }[]
    haltOnError?: unknown
  }
  if (!Array.isArray(ask.batchRequests)) throw unreadable()
  refuseTooMany(ask.batchRequests.length)
  const results: { statusCode: number; result: unknown }[] = []
  let hasErrors = false
  for (const { method, url } of ask.batchRequests) {
    const halted: boolean = hasErrors && ask.haltOnError === true
    const sub = { method: String(method), url: absolute(String(url)) }
    const reply: Reply = halted ? haltedReply() : await runSub(call, sub, run)
    hasErrors ||= reply.status >= 400
    results.push({ statusCode: reply.status, result: answerOf(reply) })
  }
  return json(200, { hasErrors, results })
}

const refuseTooMany = (count: number): void => {
  if (count > mostRequests)
    throw new ApiError(400, 'LIMIT_EXCEEDED', 'The number of subrequests must not exceed 25')
}

const absolute = (url: string): string =>
  url.startsWith('/services/data/') ? url : `/services/data/${url.replace(/^\/+/, '')}`

/** Runs one subrequest. Bulk jobs and composites inside one are refused, as is anything but reading. */
const runSub = async (
  call: Call,
  sub: { method: string; url: string; body?: unknown },
  run: RunSub,
): Promise<Reply> => {
  const mark = sub.url.indexOf('?')
  const path = mark < 0 ? sub.url : sub.url.slice(0, mark)
  if (sub.method !== 'GET' || /^\/services\/data\/v[\d.]+\/(jobs|composite)\b/.test(path))
    return refused(new ApiError(501, 'NOT_IN_SANDBOX', `The sandbox does not do ${sub.method} ${path} here.`))
  const query = new URLSearchParams(mark < 0 ? '' : sub.url.slice(mark + 1))
  const body = JSON.stringify(sub.body ?? null)
  return run({ ...call, method: sub.method, path, target: sub.url, query, body })
}

const haltedReply = (): Reply =>
  refused(new ApiError(412, 'BATCH_PROCESSING_HALTED', 'Batch processing halted per request'))

const refused = (error: ApiError): Reply => ({ status: error.status, body: error.body })

const answerOf = (reply: Reply): unknown =>
  typeof reply.body === 'string' && reply.body !== '' ? JSON.parse(reply.body) : null

const unreadable = (): ApiError => new ApiError(400, 'JSON_PARSER_ERROR', 'The JSON body could not be read')

const parseJson = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // The refusal below says it.
  }
  throw unreadable()
}
