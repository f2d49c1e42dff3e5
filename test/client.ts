import type { Answer, Endpoint, Failure, Input } from '../src/base/endpoint.ts'
import { parts } from '../src/ui/address.ts'

/** A refusal, as a program sees it. */
export class Refusal extends Error {
  readonly status: number
  readonly error: Failure['error']
  constructor(status: number, error: Failure['error']) {
    super(`${status} ${error.code}: ${error.what}`)
    this.status = status
    this.error = error
  }
}

/** A browser without a window: keeps cookies, says it is ours, follows nothing. */
export class Client {
  readonly url: string
  readonly cookies = new Map<string, string>()
  /** Sent instead of cookies when set. */
  apiKey: string | null = null

  constructor(url: string) {
    this.url = url
  }

  /** Calls one endpoint; a failure is thrown as `Refusal`. A download answers its text. */
  async call<E extends Endpoint>(
    endpoint: E,
    input: Input<E>,
    upload?: string | Uint8Array<ArrayBuffer>,
  ): Promise<Answer<E>> {
    const { address, body } = parts(endpoint, input)
    const response = await this.fetch(address, {
      method: endpoint.method,
      ...(upload !== undefined && { body: upload, headers: { 'content-type': endpoint.upload ?? '' } }),
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    if (!response.ok) throw new Refusal(response.status, ((await response.json()) as Failure).error)
    return (endpoint.download === undefined ? response.json() : response.text()) as Promise<Answer<E>>
  }

  /** As the browser’s `fetch`, below this server or anywhere; redirects come back as they are. */
  async fetch(address: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (this.apiKey) headers.set('authorization', `Bearer ${this.apiKey}`)
    else {
      headers.set('x-crosswalk', 'browser')
      headers.set('origin', this.url)
      headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    }
    const response = await fetch(new URL(address, this.url), { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    return response
  }

  #keep(line: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (!name) return
    if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name)
    else this.cookies.set(name, value ?? '')
  }
}
