import type { Fault } from '../../base/errors.ts'
import type { HttpAnswer } from '../http.ts'
import { restFault } from './rest-errors.ts'
import type { Session } from './session.ts'

/** What one of several questions sent together came to. */
export interface Part {
  readonly json: unknown
  /** Why there is no answer; null when there is one. */
  readonly fault: Fault | null
}

/**
 * Asks several addresses in one `POST /composite`, which the org counts as one call (each part of a
 * `/composite/batch` counts for itself). At most 25, five of them queries. Paths begin behind `/services/data/vNN.0`.
 * A part that is refused does not touch the others; rejects only when the whole question fails.
 */
export async function askTogether<K extends string>(
  session: Session,
  paths: Readonly<Record<K, string>>,
): Promise<{ readonly parts: Readonly<Record<K, Part>>; readonly headers: Headers }> {
  const base = await session.base()
  const compositeRequest = Object.entries<string>(paths).map(([referenceId, path]) => ({
    method: 'GET',
    url: base + path,
    referenceId,
  }))
  const answer = await session.ask({
    method: 'POST',
    path: `${base}/composite`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ allOrNone: false, compositeRequest }),
    expect: 'json',
    // It only reads.
    repeatable: true,
  })
  const rows = (answer.json as { compositeResponse?: unknown } | undefined)?.compositeResponse
  const byName = new Map((Array.isArray(rows) ? rows : []).map((row: Row) => [row.referenceId, row]))
  const parts = Object.keys(paths).map((name) => [name, partOf(byName.get(name), answer)] as const)
  return { parts: Object.fromEntries(parts) as Record<K, Part>, headers: answer.headers }
}

interface Row {
  readonly referenceId?: unknown
  readonly httpStatusCode?: unknown
  readonly body?: unknown
}

const partOf = (row: Row | undefined, whole: HttpAnswer): Part => {
  const status = Number(row?.httpStatusCode ?? 500)
  if (row !== undefined && status >= 200 && status < 300) return { json: row.body, fault: null }
  const text = JSON.stringify(row?.body ?? null)
  return { json: null, fault: restFault({ ...whole, status, text, json: row?.body }) }
}
