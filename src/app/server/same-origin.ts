import type { FastifyRequest } from 'fastify'
import { Refused } from '../../base/errors.ts'

/** Keeps other websites from acting through a browser that is signed in here, or that can reach this machine. */

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Refuses a Host header that is not ours. A hostile website can point its own name at 127.0.0.1 and would then
 * count as "same origin"; its name stands in Host.
 */
export const refuseForeignHost = (request: FastifyRequest, publicUrl: URL): void => {
  const host = request.host.toLowerCase()
  if (host === publicUrl.host || loopback.has(host.replace(/:\d+$/, ''))) return
  throw new Refused(
    {
      code: 'unknown_host',
      what: 'Crosswalk does not answer under this name.',
      who: 'Whoever runs this machine',
      how: 'Open it as localhost, or set CROSSWALK_PUBLIC_URL to the address people use.',
    },
    421,
  )
}

/** Refuses a request that a browser says comes from another site. Says nothing about programs, which say nothing. */
export const refuseForeignOrigin = (request: FastifyRequest, publicUrl: URL): void => {
  if (judge(request, publicUrl) === 'foreign') throw foreign()
}

/** Refuses a change made with a cookie unless our own screens asked for it, and the browser confirms that. */
export const requireOwnScreens = (request: FastifyRequest, publicUrl: URL): void => {
  if (request.headers['x-crosswalk'] !== 'browser' || judge(request, publicUrl) !== 'own') throw foreign()
}

const judge = (request: FastifyRequest, publicUrl: URL): 'own' | 'foreign' | 'silent' => {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'foreign'
  if (origin !== undefined) return isOwn(origin, request, publicUrl) ? 'own' : 'foreign'
  return site === 'same-origin' ? 'own' : 'silent'
}

const isOwn = (origin: string, request: FastifyRequest, publicUrl: URL): boolean =>
  origin === publicUrl.origin || origin === `${request.protocol}://${request.host}`

const foreign = (): Refused =>
  new Refused(
    {
      code: 'foreign_origin',
      what: 'This request did not come from Crosswalk’s own pages.',
      means: 'Nothing was changed.',
      how: 'Reload the page. A program uses an API key, or sends "X-Crosswalk: browser" and an Origin of this server.',
    },
    403,
  )
