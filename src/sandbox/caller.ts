import { createHash, randomBytes } from 'node:crypto'
import {
  SANDBOX_CALLBACK,
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
} from './credentials.ts'
import { visit } from './visitor.ts'

/** Where an org is: a sandbox, or the second org's own origin. */
type At = { readonly salesforceOrigin: string }

/** What the token endpoint answers. */
export interface Tokens {
  readonly access_token: string
  readonly refresh_token?: string
  readonly instance_url: string
  readonly scope: string
  readonly signature: string
  readonly id: string
  readonly issued_at: string
}

/** An answer read whole. */
export interface Heard {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; throws when it is not. */
  json<T>(): T
}

const hear = async (response: Response): Promise<Heard> => {
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: <T>() => JSON.parse(text) as T }
}

/** An authorize address as an app would make it. `changes` replaces parameters; null leaves one out. */
export const authorizeUrl = (
  sandbox: At,
  verifier: string,
  changes: Record<string, string | null> = {},
): string => {
  const url = new URL('/services/oauth2/authorize', sandbox.salesforceOrigin)
  const usual = {
    response_type: 'code',
    client_id: SANDBOX_CLIENT_ID,
    redirect_uri: SANDBOX_CALLBACK,
    scope: 'api refresh_token id',
    state: 'state-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries({ ...usual, ...changes })) {
    if (value !== null) url.searchParams.set(name, value)
  }
  return url.href
}

/** Posts a form to the token endpoint with the app's id and secret. `changes` replaces parameters; null leaves one out. */
export const askToken = async (sandbox: At, changes: Record<string, string | null>): Promise<Heard> => {
  const form = new URLSearchParams()
  const usual = { client_id: SANDBOX_CLIENT_ID, client_secret: SANDBOX_CLIENT_SECRET }
  for (const [name, value] of Object.entries({ ...usual, ...changes }))
    if (value !== null) form.set(name, value)
  return hear(
    await fetch(`${sandbox.salesforceOrigin}/services/oauth2/token`, { method: 'POST', body: form }),
  )
}

/** Signs a person in and exchanges the code: the whole web server flow. */
export const signIn = async (sandbox: At, username = SANDBOX_USERNAME): Promise<Tokens> => {
  const verifier = randomBytes(32).toString('base64url')
  const back = await visit(authorizeUrl(sandbox, verifier), {
    username,
    password: SANDBOX_PASSWORD,
    answer: 'allow',
  })
  const code = new URL(back).searchParams.get('code')
  const heard = await askToken(sandbox, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: SANDBOX_CALLBACK,
    code_verifier: verifier,
  })
  if (heard.status !== 200) throw new Error(heard.text)
  return heard.json<Tokens>()
}

/** Calls the org's REST and Bulk API, version 66, with one access token. */
export class Caller {
  readonly #origin: string
  readonly #token: string

  constructor(sandbox: At, token: string) {
    this.#origin = sandbox.salesforceOrigin
    this.#token = token
  }

  /** `path` from the root, or below `/services/data/v66.0` when it does not start there. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Heard> {
    const url = `${this.#origin}${path.startsWith('/services/') ? '' : '/services/data/v66.0'}${path}`
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const all = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json', ...headers }
    return hear(await fetch(url, { method, headers: all, ...sent }))
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Heard> {
    return this.call('GET', path, undefined, headers)
  }

  query(
    soql: string,
    verb: 'query' | 'queryAll' = 'query',
    headers: Record<string, string> = {},
  ): Promise<Heard> {
    return this.get(`/${verb}?q=${encodeURIComponent(soql)}`, headers)
  }

  /** Sends one order to the sandbox's control address. */
  async control(command: string, args: Record<string, unknown> = {}): Promise<Heard> {
    const body = JSON.stringify({ command, args })
    return hear(await fetch(`${this.#origin}/sandbox/control`, { method: 'POST', body }))
  }
}
