import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import fastify, { LogController, type FastifyInstance } from 'fastify'
import { apiPage } from '../document/page.ts'
import { openApi } from '../document/openapi.ts'
import { findActor } from './caller.ts'
import { mountEntry, mountRoute } from './door.ts'
import { sendFailure } from './failures.ts'
import type { House } from './house.ts'
import { mountPages } from './pages.ts'
import { refuseForeignHost } from './same-origin.ts'
import { largestUpload, passBodies } from './upload.ts'
import { mountWatch } from './watch.ts'

const largestJson = 1024 * 1024

/** The whole HTTP server, not yet listening. */
export const openServer = async (house: House): Promise<FastifyInstance> => {
  const app = fastify({
    loggerInstance: house.log,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: house.trustProxy,
    bodyLimit: largestJson,
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    // A stop waits for running requests, not for idle connections browsers keep.
    forceCloseConnections: 'idle',
  }) as unknown as FastifyInstance
  // Its parser takes text/plain, which any website may send without asking first.
  app.removeContentTypeParser('text/plain')
  app.setErrorHandler(sendFailure)
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id)
    // Probes come by the address of the machine.
    if (request.url !== '/healthz' && request.url !== '/readyz') refuseForeignHost(request, house.publicUrl)
  })
  await app.register(helmet, securityHeaders(house.publicUrl))
  await app.register(cookie)
  await app.register(rateLimit, { global: false })
  mountWatch(app, house)
  mountDocument(app, house)
  mountCallback(app, house)
  await app.register(async (scope) => mountApi(scope, house))
  await mountPages(app, house)
  return app
}

const mountApi = async (scope: FastifyInstance, house: House): Promise<void> => {
  scope.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store')
  })
  for (const entry of house.entries) mountEntry(scope, house, entry)
  for (const route of house.routes.filter(({ endpoint }) => !endpoint.upload)) mountRoute(scope, house, route)
  await scope.register(
    async (uploads) => {
      passBodies(uploads)
      for (const route of house.routes.filter(({ endpoint }) => endpoint.upload))
        mountRoute(uploads, house, route)
    },
    { bodyLimit: largestUpload },
  )
}

const mountDocument = (app: FastifyInstance, house: House): void => {
  const document = openApi(house.routes, house.entries)
  const page = apiPage(document)
  app.get('/api/openapi.json', () => document)
  app.get('/api/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(page))
}

const mountCallback = (app: FastifyInstance, house: House): void => {
  const { oauthCallback } = house
  if (!oauthCallback) return
  app.get('/oauth/salesforce/callback', async (request, reply) => {
    const query = Object.entries(request.query as Record<string, unknown>).filter(
      ([, value]) => typeof value === 'string',
    )
    const path = await oauthCallback(
      Object.fromEntries(query) as Record<string, string>,
      await findActor(house, request, reply),
    )
    if (!/^\/(?![/\\])/.test(path))
      throw new Error('The callback answered something that is not a path of ours.')
    return reply.header('cache-control', 'no-store').redirect(path, 303)
  })
}

const securityHeaders = (publicUrl: URL) => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      // Mantine sets styles from script.
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      frameAncestors: ["'none'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      objectSrc: ["'none'"],
    },
  },
  // Promised only where it is true: on plain HTTP it would lock people out of localhost.
  strictTransportSecurity: publicUrl.protocol === 'https:' ? { maxAge: 31_536_000 } : false,
  referrerPolicy: { policy: 'same-origin' as const },
})
