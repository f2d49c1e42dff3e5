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
    return there ? recordJson(table, index, fields, version) : null
  })
  return json(200, records)
}

/** Answers `POST /composite`: up to 25 requests in one call; `run` answers each. */
export const answerComposite = async (call: Call, run: (call: Call) => Promise<Reply>): Promise<Reply> => {
  const ask = parseJson(call.body) as {
    compositeRequest?: { method: string; url: string; referenceId: string; body?: unknown }[]
  }
  if (!Array.isArray(ask.compositeRequest)) throw unreadable()
  if (ask.compositeRequest.length > 25) {
    throw new ApiError(400, 'LIMIT_EXCEEDED', 'The number of subrequests must not exceed 25')
  }
  const compositeResponse = []
  for (const { method, url, referenceId, body } of ask.compositeRequest) {
    const mark = url.indexOf('?')
    const path = mark < 0 ? url : url.slice(0, mark)
    const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))
    const reply = await run({ ...call, method, path, target: url, query, body: JSON.stringify(body ?? null) })
    const answer: unknown =
      typeof reply.body === 'string' && reply.body !== '' ? JSON.parse(reply.body) : null
    compositeResponse.push({ body: answer, httpHeaders: {}, httpStatusCode: reply.status, referenceId })
  }
  return json(200, { compositeResponse })
}

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
