import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../../db/door.ts'
import { keyHolder } from '../../people/api-keys.ts'
import { signedIn, type Opened } from '../../people/sessions.ts'
import type { House } from './house.ts'

/** Who is asking, and the cookie that says so. */

/** `__Host-` lets a browser take the cookie only over HTTPS, from this very host, for all paths. */
export const cookieName = ({ publicUrl }: Pick<House, 'publicUrl'>): string =>
  publicUrl.protocol === 'https:' ? '__Host-crosswalk' : 'crosswalk'

/** The session token the browser sent, if any. */
export const sentToken = (house: House, request: FastifyRequest): string | null =>
  request.cookies[cookieName(house)] ?? null

/** Whoever an API key or, without one, a session cookie names. A wrong key never falls back to the cookie. */
export const findActor = async (
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Actor | null> => {
  const { authorization } = request.headers
  const now = house.clock.now()
  if (authorization !== undefined) {
    const key = /^Bearer (\S+)$/i.exec(authorization)?.[1]
    return key ? keyHolder(house.db, key, now) : null
  }
  const token = sentToken(house, request)
  const known = token ? await signedIn(house.db, token, now) : null
  if (known?.prolonged) setSession(house, reply, known.prolonged)
  return known?.actor ?? null
}

/** Gives the browser a session, or takes it away. */
export const setSession = (house: House, reply: FastifyReply, session: Opened | 'closed'): void => {
  const attributes = {
    path: '/',
    httpOnly: true,
    sameSite: 'lax' as const,
    secure: house.publicUrl.protocol === 'https:',
  }
  if (session === 'closed') void reply.clearCookie(cookieName(house), attributes)
  else void reply.setCookie(cookieName(house), session.token, { ...attributes, expires: session.expiresAt })
}
