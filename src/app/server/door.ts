import type { FastifyInstance, FastifyRequest } from 'fastify'
import { writeLine, type About } from '../../audit/audit.ts'
import type { Endpoint } from '../../base/endpoint.ts'
import { transaction } from '../../db/db.ts'
import type { Actor, Download, OutsideVisit, Route } from '../../db/door.ts'
import { guard } from '../../people/act.ts'
import type { Entry } from '../../people/front-door.ts'
import { findActor, sentToken, setSession } from './caller.ts'
import { sendDownload, spool } from './download.ts'
import { BadInput } from './failures.ts'
import type { House } from './house.ts'
import { refuseForeignOrigin, requireOwnScreens } from './same-origin.ts'
import { uploadOf } from './upload.ts'

/** The one way in for every address of the API: who, may they, does it fit, one transaction, audit, wake. */

/** Where the API lives. */
export const apiRoot = '/api/v1'

/** Puts one route of a noun at its address. */
export const mountRoute = (app: FastifyInstance, house: House, route: Route): void => {
  const { endpoint } = route
  app.route({
    method: endpoint.method,
    url: apiRoot + endpoint.path,
    handler: async (request, reply) => {
      const by = guard(await findActor(house, request, reply), route.verb)
      if (by.via === 'browser' && endpoint.method !== 'GET') requireOwnScreens(request, house.publicUrl)
      const input = checkedInput(endpoint, request)
      const given = route.inside
        ? await goInside(house, route, by, input, request)
        : await goOutside(house, route, by, input, request)
      if (endpoint.download !== undefined) return sendDownload(reply, endpoint.download, given as Download)
      return reply.send(held(house, endpoint, given))
    },
  })
}

/** Puts one address of the front door in place. Each carries its own, strict limit per network address. */
export const mountEntry = (app: FastifyInstance, house: House, { endpoint, enter }: Entry): void => {
  app.route({
    method: endpoint.method,
    url: apiRoot + endpoint.path,
    // Asking who is signed in is what every page does first; it proves nothing and costs nothing.
    config:
      endpoint.method === 'GET' ? {} : { rateLimit: { max: house.entriesPerMinute, timeWindow: 60_000 } },
    handler: async (request, reply) => {
      if (endpoint.method !== 'GET') refuseForeignOrigin(request, house.publicUrl)
      const caller = {
        db: house.db,
        now: house.clock.now(),
        address: request.ip,
        token: sentToken(house, request),
      }
      const { answer, session } = await enter(caller, checkedInput(endpoint, request))
      if (session) setSession(house, reply, session)
      return reply.send(held(house, endpoint, answer))
    },
  })
}

const goInside = async (
  house: House,
  route: Route,
  by: Actor,
  input: Record<string, unknown>,
  request: FastifyRequest,
) => {
  const wakes: (() => Promise<void>)[] = []
  const visit = visitOf(house, route, by, request)
  const given = await transaction(house.db, async (tx) => {
    const result = await route.inside?.({ ...visit, tx, after: (wake) => void wakes.push(wake) }, input)
    await writeLine(tx, by, route.verb, visit.about, visit.now)
    return route.endpoint.download === undefined ? result : spool(result as unknown as Download)
  })
  for (const wake of wakes) {
    // The deed is done and said so; what follows is found again at the next look if waking fails.
    await wake().catch((error: unknown) => request.log.error({ err: error }, 'waking what follows failed'))
  }
  return given
}

const goOutside = async (
  house: House,
  route: Route,
  by: Actor,
  input: Record<string, unknown>,
  request: FastifyRequest,
) => {
  const visit = visitOf(house, route, by, request)
  const given = await route.outside?.(visit, input)
  if (route.verb.audit !== null) {
    await transaction(house.db, (tx) => writeLine(tx, by, route.verb, visit.about, visit.now))
  }
  return given
}

const visitOf = (
  house: House,
  route: Route,
  by: Actor,
  request: FastifyRequest,
): OutsideVisit & { about: About } => {
  const about: Writable<About> = {}
  return {
    db: house.db,
    by,
    now: house.clock.now(),
    about,
    audit: (more) => void Object.assign(about, more),
    upload: route.endpoint.upload === undefined ? empty() : uploadOf(request),
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

async function* empty(): AsyncGenerator<Uint8Array> {}

const checkedInput = (endpoint: Endpoint, request: FastifyRequest): Record<string, unknown> => {
  const said = endpoint.method === 'GET' || endpoint.upload !== undefined ? request.query : request.body
  if (said !== undefined && said !== null && (typeof said !== 'object' || Array.isArray(said))) {
    throw new BadInput([{ code: 'custom', path: [], message: 'Send one JSON object.', input: undefined }])
  }
  const checked = endpoint.input.safeParse({ ...said, ...(request.params as object) })
  if (!checked.success) throw new BadInput(checked.error.issues)
  return checked.data
}

/** The answer as the contract has it. An answer that breaks its contract is our bug, loud where we look. */
const held = (house: House, endpoint: Endpoint, answer: unknown): unknown => {
  if (!house.checkAnswers) return answer
  const checked = endpoint.answer.safeParse(answer)
  if (checked.success) return checked.data
  throw new Error(`The answer of ${endpoint.method} ${endpoint.path} breaks its contract.`, {
    cause: checked.error,
  })
}
