import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip, gunzipSync, gzipSync } from 'node:zlib'
import type { Clock } from '../base/clock.ts'

/** A request, read whole. */
export interface Call {
  readonly method: string
  /** The path as it came, without the query. */
  readonly path: string
  /** Path and query as they came. */
  readonly target: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** An answer. `cutAfter` bytes the connection is destroyed; `hang` never answers. */
export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string | AsyncIterable<Buffer>
  readonly cutAfter?: number
  /** A streamed body is compressed too, when asked for. */
  readonly zipped?: boolean
  readonly hang?: boolean
}

/** One address: a method, a pattern of the path, and what answers; the pattern's groups are handed on. */
export type Route = readonly [string, RegExp, (call: Call, ...parts: string[]) => Reply | Promise<Reply>]

/** A running server. */
interface Served {
  readonly origin: string
  close(): Promise<void>
}

/** A JSON answer. */
export const json = (
  status: number,
  value: unknown,
  headers: Record<string, string | string[]> = {},
): Reply => ({
  status,
  headers: { 'content-type': 'application/json;charset=UTF-8', ...headers },
  body: JSON.stringify(value),
})

/** The first route that fits, or a list of the methods the path does know (empty when it knows none). */
export const findRoute = (
  routes: readonly Route[],
  call: Call,
): { run: () => Reply | Promise<Reply> } | { allowed: string[] } => {
  const allowed: string[] = []
  for (const [method, pattern, run] of routes) {
    const found = pattern.exec(call.path)
    if (!found) continue
    if (method === call.method) return { run: () => run(call, ...found.slice(1).map(decodeSafely)) }
    allowed.push(method)
  }
  return { allowed }
}

/** Percent-decodes; text that is not properly encoded stays as it is. */
export const decodeSafely = (part: string | undefined): string => {
  try {
    return decodeURIComponent(part ?? '')
  } catch {
    return part ?? ''
  }
}

/** Serves `answer` on 127.0.0.1. Port 0 takes any free one. The `Date` header tells the sandbox's time, not the machine's. */
export const serve = async (
  port: number,
  clock: Clock,
  answer: (call: Call) => Promise<Reply>,
): Promise<Served> => {
  const server = createServer({ maxHeaderSize: 131_072, keepAliveTimeout: 30_000 }, (request, response) => {
    respond(request, response, clock, answer).catch((error: unknown) => confess(response, error))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const respond = async (
  request: IncomingMessage,
  response: ServerResponse,
  clock: Clock,
  answer: (call: Call) => Promise<Reply>,
): Promise<void> => {
  const reply = await answer(await readCall(request))
  if (reply.hang) return
  response.sendDate = false
  response.statusCode = reply.status
  response.setHeader('date', clock.now().toUTCString())
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value)
  const zipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  if (typeof reply.body === 'object' && reply.cutAfter === undefined) {
    if (!zipped || !reply.zipped) return pipeline(Readable.from(reply.body), response)
    response.setHeader('content-encoding', 'gzip')
    return pipeline(Readable.from(reply.body), createGzip({ level: 1 }), response)
  }
  const body = await whole(reply.body)
  const bytes = zipped && body.length > 1024 ? gzipSync(body, { level: 1 }) : body
  if (bytes !== body) response.setHeader('content-encoding', 'gzip')
  if (reply.status !== 204 && reply.status !== 304) response.setHeader('content-length', bytes.length)
  if (reply.cutAfter === undefined) return void response.end(request.method === 'HEAD' ? undefined : bytes)
  const kept = Math.min(
    reply.cutAfter < 0 ? bytes.length >> 1 : reply.cutAfter,
    Math.max(bytes.length - 1, 0),
  )
  response.flushHeaders()
  response.write(bytes.subarray(0, kept), () => response.destroy())
}

/** A fault of the sandbox itself: said loudly while that is still possible. */
const confess = (response: ServerResponse, error: unknown): void => {
  if (response.headersSent || response.destroyed) return void response.destroy()
  response.statusCode = 500
  response.end(
    `The sandbox itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  )
}

const whole = async (body: Reply['body']): Promise<Buffer> => {
  if (body === undefined) return Buffer.alloc(0)
  if (typeof body === 'string') return Buffer.from(body)
  const parts: Buffer[] = []
  for await (const part of body) parts.push(part)
  return Buffer.concat(parts)
}

const readCall = async (request: IncomingMessage): Promise<Call> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const bytes = Buffer.concat(parts)
  const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes
  const target = request.url ?? '/'
  const mark = target.indexOf('?')
  return {
    method: request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET'),
    path: mark < 0 ? target : target.slice(0, mark),
    target,
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    headers: request.headers,
    body: body.toString('utf8'),
  }
}
