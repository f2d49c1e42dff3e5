import * as z from 'zod'
import { describe, expect, it } from 'vitest'
import { endpoint } from '../base/endpoint.ts'
import { call } from './call.ts'

const rename = endpoint({
  method: 'PATCH',
  path: '/positions/:id',
  summary: 'Rename',
  input: z.object({ id: z.string(), name: z.string() }),
  answer: z.object({ name: z.string() }),
})

/** A server that gives one answer and keeps what it was asked. */
const server = (status: number, body: string, type = 'application/json') => {
  const asked: { address: string; request: RequestInit }[] = []
  const fetch = (async (address: string, request: RequestInit) => {
    asked.push({ address, request })
    return new Response(body, { status, headers: { 'content-type': type } })
  }) as typeof globalThis.fetch
  return { asked, fetch }
}

describe('asking an endpoint', () => {
  it('sends the rest of the input as JSON with the header that proves our own page', async () => {
    const { asked, fetch } = server(200, '{"name":"Payer"}')
    expect(await call(rename, { id: '1', name: 'Payer' }, { fetch })).toEqual({ name: 'Payer' })
    expect(asked[0]?.address).toBe('/api/v1/positions/1')
    expect(asked[0]?.request).toMatchObject({
      method: 'PATCH',
      body: '{"name":"Payer"}',
      headers: { 'X-Crosswalk': 'browser', 'Content-Type': 'application/json' },
    })
  })

  it('turns a refusal into its own words', async () => {
    const { fetch } = server(409, '{"error":{"code":"taken","what":"There is a position of that name."}}')
    await expect(call(rename, { id: '1', name: 'Payer' }, { fetch })).rejects.toMatchObject({
      status: 409,
      failure: { code: 'taken', what: 'There is a position of that name.' },
    })
  })

  it('says so when a proxy answers with a page', async () => {
    const { fetch } = server(502, '<html>Bad gateway</html>', 'text/html')
    await expect(call(rename, { id: '1', name: 'Payer' }, { fetch })).rejects.toMatchObject({
      status: 502,
      failure: { code: 'strange_answer' },
    })
  })

  it('says so when nothing answers', async () => {
    const fetch = (() => Promise.reject(new TypeError('refused'))) as typeof globalThis.fetch
    await expect(call(rename, { id: '1', name: 'Payer' }, { fetch })).rejects.toMatchObject({
      status: 0,
      failure: { code: 'no_answer' },
    })
  })
})
