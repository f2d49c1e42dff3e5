import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Refused, TryLater } from '../../base/errors.ts'
import { openPost, type PostOptions } from './post.ts'

// Requests that really leave, as far as this machine.

let server: Server
let port: number
let requests: { url: string | undefined; body: string }[]
let answer: (response: ServerResponse) => void

beforeEach(async () => {
  requests = []
  answer = (response) => void response.writeHead(200).end('ok')
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      requests.push({ url: request.url, body })
      answer(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const means =
  (...addresses: string[]): PostOptions['lookup'] =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
const post = (path: string, options: Partial<PostOptions> = {}) =>
  openPost({ lookup: means('127.0.0.1'), reach: 'development', ...options })(
    path.startsWith('http') ? path : `http://localhost:${port}${path}`,
    { 'content-type': 'application/json' },
    '{"a":"ä"}',
  )

test('a body arrives whole, and the status comes back', async () => {
  answer = (response) => void response.writeHead(503, { 'retry-after': '7' }).end('busy')
  expect(await post('/in?x=1')).toEqual({ status: 503, retryAfter: '7' })
  expect(requests).toEqual([{ url: '/in?x=1', body: '{"a":"ä"}' }])
})

test('a redirect is not followed', async () => {
  answer = (response) => void response.writeHead(302, { location: '/elsewhere' }).end()
  expect(await post('/in')).toMatchObject({ status: 302 })
  expect(requests).toHaveLength(1)
})

test('an endless answer is left', async () => {
  answer = (response) => {
    response.writeHead(200)
    response.on('error', () => {})
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(32_768)));
    }
    response.on('drain', more)
    more()
  }
  expect(await post('/in')).toMatchObject({ status: 200 })
})

test('no answer in time is worth another try', async () => {
  answer = () => {}
  await expect(post('/in', { timeoutMs: 50 })).rejects.toMatchObject({
    kind: 'try_later',
    explanation: { code: 'webhook_slow' },
  })
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await expect(post('/in')).rejects.toBeInstanceOf(TryLater)
})

describe('a name that leads inside', () => {
  test.each([
    [['127.0.0.1']],
    [['10.0.0.1']],
    [['169.254.169.254']],
    [['::1']],
    [['::ffff:10.0.0.1']],
    // One good address does not make up for a bad one: which is used is not ours to say.
    [['93.184.215.14', '10.0.0.1']],
    [[]],
  ])('is refused when the connection is made: %j', async (addresses) => {
    const refused = post(`https://innocent.example:${port}/in`, {
      lookup: means(...addresses),
      reach: 'internet',
    })
    await expect(refused).rejects.toBeInstanceOf(Refused)
    await expect(refused).rejects.not.toThrow(/10\.0\.0\.1|169\.254/)
    expect(requests).toEqual([])
  })

  test('is refused too where this machine may be told, unless it is this machine', async () => {
    const refused = post(`https://innocent.example:${port}/in`, { lookup: means('192.168.0.1') })
    await expect(refused).rejects.toBeInstanceOf(Refused)
  })
})

describe('in the demo', () => {
  test('this machine is told', async () => {
    expect(await post('/in', { reach: 'demo' })).toMatchObject({ status: 200 })
    expect(requests).toHaveLength(1)
  })

  test('nobody else is, and not even the name is looked up', async () => {
    const asked: string[] = []
    const lookup: PostOptions['lookup'] = async (host) => {
      asked.push(host)
      return [{ address: '127.0.0.1', family: 4 }]
    }
    for (const address of [`https://hooks.example.com:${port}/in`, `http://93.184.215.14:${port}/in`])
      await expect(post(address, { reach: 'demo', lookup })).rejects.toMatchObject({
        kind: 'refused',
        explanation: { code: 'address_outside_demo' },
      })
    expect([asked, requests]).toEqual([[], []])
  })

  test.each([['93.184.215.14'], ['10.0.0.1'], ['2606:4700::6810:85e5']])(
    'nor where “localhost” leads outside: %s',
    async (address) => {
      const refused = post('/in', { reach: 'demo', lookup: means('127.0.0.1', address) })
      await expect(refused).rejects.toMatchObject({ explanation: { code: 'address_outside_demo' } })
      expect(requests).toEqual([])
    },
  )
})
