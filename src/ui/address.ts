import type { Endpoint } from '../base/endpoint.ts'

/** Where the API lives, seen from the browser. */
const root = '/api/v1'

/** An input cut into what goes into the path, the query and the body. */
export interface Parts {
  /** Path and query, ready for `fetch`. */
  readonly address: string
  /** What is left for a JSON body; null where the method has none. */
  readonly body: Record<string, unknown> | null
}

/**
 * Cuts an input as the contract says: `:name` first, then the query (GET and uploads) or the JSON body.
 * An undefined value is left out; null in a query is left out too, in a body it stays.
 */
export const parts = (endpoint: Endpoint, input: Record<string, unknown>): Parts => {
  const rest = { ...input }
  const path = endpoint.path.replaceAll(/:([A-Za-z]+)/g, (_whole, name: string) => {
    const value = rest[name]
    if (value === undefined || value === null) throw new Error(`${endpoint.path} needs ${name}`)
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  const inQuery = endpoint.method === 'GET' || endpoint.upload !== undefined
  return { address: root + path + (inQuery ? query(rest) : ''), body: inQuery ? null : rest }
}

const query = (values: Record<string, unknown>): string => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null) search.set(name, String(value))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

/** The address of a download, for a plain link. */
export const downloadAddress = (endpoint: Endpoint, input: Record<string, unknown>): string =>
  parts(endpoint, input).address
