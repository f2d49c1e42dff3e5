import { failure } from '../base/endpoint.ts'
import type { Answer, Endpoint, Failure, Input } from '../base/endpoint.ts'
import { parts } from './address.ts'

/** The server refused, failed or could not be reached. `failure` has the words for a person. */
export class CallFailed extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  readonly failure: Failure['error']

  constructor(status: number, words: Failure['error'], options?: ErrorOptions) {
    super(words.what, options)
    this.name = 'CallFailed'
    this.status = status
    this.failure = words
  }
}

/** What one call may be given besides its input. */
export interface CallOptions {
  readonly signal?: AbortSignal
  /** The file of an upload endpoint. */
  readonly file?: Blob
  /** Handed in by tests. */
  readonly fetch?: typeof fetch
}

/**
 * Asks one endpoint. The answer is not checked again: the server holds it to the same contract.
 * Rejects with `CallFailed`, or with the signal's reason when it was called off.
 */
export const call = async <E extends Endpoint>(
  endpoint: E,
  input: Input<E>,
  options: CallOptions = {},
): Promise<Answer<E>> => {
  const response = await send(endpoint, input, options)
  if (!isJson(response)) throw new CallFailed(response.status, strangeAnswer)
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) return body as Answer<E>
  const said = failure.safeParse(body)
  throw new CallFailed(response.status, said.success ? said.data.error : strangeAnswer)
}

const send = async (
  endpoint: Endpoint,
  input: Record<string, unknown>,
  options: CallOptions,
): Promise<Response> => {
  const { address, body } = parts(endpoint, input)
  // A page of another origin cannot set this header, so the server knows that our own screens ask.
  const headers: Record<string, string> = { 'X-Crosswalk': 'browser', Accept: 'application/json' }
  const request: RequestInit = { method: endpoint.method, headers, credentials: 'same-origin' }
  if (options.signal) request.signal = options.signal
  if (options.file) {
    headers['Content-Type'] = endpoint.upload ?? 'application/octet-stream'
    request.body = options.file
  } else if (body) {
    headers['Content-Type'] = 'application/json'
    request.body = JSON.stringify(body)
  }
  try {
    return await (options.fetch ?? fetch)(address, request)
  } catch (cause) {
    if (options.signal?.aborted) throw cause
    throw new CallFailed(0, noAnswer, { cause })
  }
}

const isJson = (response: Response): boolean =>
  (response.headers.get('content-type') ?? '').includes('application/json')

const noAnswer: Failure['error'] = {
  code: 'no_answer',
  what: 'Crosswalk did not answer.',
  means: 'What you see may be out of date. A change you just made may not be saved.',
  how: 'Check your network and that Crosswalk is running, then try again.',
}
const strangeAnswer: Failure['error'] = {
  code: 'strange_answer',
  what: 'Something between you and Crosswalk gave an answer we do not understand.',
  means: 'What you see may be out of date. A change you just made may not be saved.',
  who: 'The person who runs Crosswalk',
  how: 'Try again. If it stays, look at the proxy in front of Crosswalk and at its log.',
}
