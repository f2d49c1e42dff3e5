import type { Answer, Endpoint, Input } from '../../base/endpoint.ts'
import { failure } from '../../base/endpoint.ts'
import { downloadAddress } from '../../ui/address.ts'
import { call, CallFailed } from '../../ui/call.ts'
import type { Terminal } from './command.ts'
import { WrongUsage } from './command.ts'

/** The running server, as the commands see it. */
export interface Server {
  call<E extends Endpoint>(endpoint: E, input: Input<E>, file?: Blob): Promise<Answer<E>>
  /** The lines of a download as they arrive. */
  download(endpoint: Endpoint, input: Record<string, unknown>): Promise<AsyncIterable<string>>
  /** Any address, for `crosswalk api`. */
  raw(method: string, path: string, body: string | undefined): Promise<Response>
}

/** The server named by CROSSWALK_URL, entered with CROSSWALK_API_KEY. */
export const serverOf = ({ variables, fetch }: Terminal): Server => {
  const base = variables.CROSSWALK_URL || 'http://localhost:4400'
  const key = variables.CROSSWALK_API_KEY
  if (!URL.canParse(base)) throw new WrongUsage('CROSSWALK_URL is not an address.')
  if (!key) throw new WrongUsage('Set CROSSWALK_API_KEY to an API key from Settings → API keys.')
  const send: typeof globalThis.fetch = (address, init) => {
    const headers = new Headers(init?.headers)
    headers.set('authorization', `Bearer ${key}`)
    return fetch(new URL(address as string, base), { ...init, headers })
  }
  return {
    call: (endpoint, input, file) => call(endpoint, input, { fetch: send, ...(file && { file }) }),
    download: async (endpoint, input) => {
      const response = await send(downloadAddress(endpoint, input)).catch(unreachable)
      if (!response.ok || !response.body) throw await refused(response)
      return response.body.pipeThrough(
        new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>,
      )
    },
    raw: (method, path, body) =>
      send(path.startsWith('/api/') ? path : `/api/v1${path.startsWith('/') ? '' : '/'}${path}`, {
        method,
        ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
      }).catch(unreachable),
  }
}

const refused = async (response: Response): Promise<CallFailed> => {
  const said = failure.safeParse(await response.json().catch(() => null))
  const strange = { code: 'strange_answer', what: `The server answered ${response.status}.` }
  return new CallFailed(response.status, said.success ? said.data.error : strange)
}

const unreachable = (cause: unknown): never => {
  throw new CallFailed(0, { code: 'no_answer', what: 'Crosswalk did not answer.' }, { cause })
}
