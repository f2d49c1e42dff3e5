import type { FastifyInstance } from 'fastify'
import { Histogram } from 'prom-client'
import type { House } from './house.ts'

/** What those who run the machine look at: alive, ready, figures, one log line per request. */
export const mountWatch = (app: FastifyInstance, house: House): void => {
  const duration = new Histogram({
    name: 'crosswalk_http_request_seconds',
    help: 'Time to answer an HTTP request.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
    registers: [house.metrics],
  })
  app.addHook('onResponse', async (request, reply) => {
    // The pattern, never the address itself: addresses carry invitation tokens, queries carry codes.
    const route = request.routeOptions.url ?? 'unknown'
    const seconds = reply.elapsedTime / 1000
    duration.observe({ method: request.method, route, status: reply.statusCode }, seconds)
    request.log.info(
      { method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    )
  })
  app.get('/healthz', () => ({ ok: true }))
  app.get('/readyz', async (request, reply) => {
    const parts = await house.ready().catch((error: unknown) => {
      request.log.error({ err: error }, 'not ready')
      return { crosswalk: false }
    })
    const ok = Object.values(parts).every(Boolean)
    return reply.status(ok ? 200 : 503).send({ ok, ...parts })
  })
  app.get('/metrics', async (_request, reply) =>
    reply.header('content-type', house.metrics.contentType).send(await house.metrics.metrics()),
  )
}
