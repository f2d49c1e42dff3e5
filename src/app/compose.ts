import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { sql } from 'kysely'
import type { Clock } from '../base/clock.ts'
import { Refused } from '../base/errors.ts'
import { openDatabase, type Database } from '../db/db.ts'
import type { Route } from '../db/door.ts'
import { migrate } from '../db/migrate.ts'
import { openJobs } from '../jobs/jobs.ts'
import { frontDoor, type FrontDoor } from '../people/front-door.ts'
import { openPasswords } from '../people/password.ts'
import type { RandomBytes } from '../people/token.ts'
import type { Environment } from './environment.ts'
import { gatherNouns } from './nouns.ts'
import { openServer } from './server/server.ts'

/** From environment, clock and chance to a whole Crosswalk. Used by every command that starts one, and by tests. */

export interface Given {
  readonly environment: Environment
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Logger
  /** One that is open already; it stays open when Crosswalk stops. Otherwise the environment says which. */
  readonly database?: Database
  /** See `openPasswords`. */
  readonly passwordCost?: number
  /** The made-up account. Whenever it is given, this is the demo. */
  readonly demo?: NonNullable<FrontDoor['demo']>
  readonly checkAnswers?: boolean
  /** The built screens; null hands out none. */
  readonly browserFolder?: string | null
}

export interface Crosswalk {
  readonly database: Database
  readonly server: FastifyInstance
  /** Everything that may be asked once signed in. */
  readonly routes: readonly Route[]
  /** Where browsers reach it, without a trailing slash. */
  readonly publicUrl: string
  /** Answers requests from now on. */
  listen(): Promise<void>
  /** Works off jobs from now on. */
  work(): Promise<void>
  /** Finishes requests and jobs under way for up to `graceMs`, then closes everything. */
  stop(graceMs: number): Promise<void>
}

const builtScreens = fileURLToPath(new URL('../../dist/browser/', import.meta.url))

/** Opens and migrates the database and puts every part in its place; nothing runs yet. */
export const compose = async (given: Given): Promise<Crosswalk> => {
  const { environment, clock, random, log } = given
  const database = given.database ?? (await openOwn(environment))
  await migrate(database.db)
  const publicUrl = environment.publicUrl ?? new URL(`http://localhost:${environment.port}`)
  const metrics = new Registry()
  collectDefaultMetrics({ register: metrics })
  const jobs = openJobs(database, log)
  const passwords = openPasswords(random, given.passwordCost)
  const ground = {
    environment,
    database,
    jobs,
    clock,
    random,
    log,
    metrics,
    passwords,
    publicUrl: publicUrl.origin,
    demo: given.demo !== undefined,
  }
  const nouns = await gatherNouns(ground)
  const server = await openServer({
    db: database.db,
    clock,
    log,
    routes: nouns.routes,
    entries: frontDoor({
      random,
      passwords,
      demo: given.demo ?? null,
      banners: banners(environment, ground.demo),
      afterSetUp: nouns.afterSetUp,
    }),
    publicUrl,
    trustProxy: environment.trustProxy,
    checkAnswers: given.checkAnswers ?? false,
    entriesPerMinute: 60,
    browserFolder: given.browserFolder === undefined ? builtScreens : given.browserFolder,
    metrics,
    ready: async () => ({ database: await answers(database), jobs: jobs.healthy() }),
    oauthCallback: nouns.oauthCallback,
  })
  return {
    database,
    server,
    routes: nouns.routes,
    publicUrl: publicUrl.origin,
    listen: async () => {
      if (!jobs.healthy()) await jobs.startAsking(nouns.jobs)
      await server
        .listen({ port: environment.port, host: listeningHost(environment.publicUrl) })
        .catch(portTaken)
    },
    work: async () => {
      await jobs.start(nouns.jobs)
      await nouns.start()
    },
    stop: async (graceMs) => {
      const until = clock.now().getTime() + graceMs
      // A download nobody reads on with would hold the stop for ever.
      const impatient = setTimeout(() => server.server.closeAllConnections(), graceMs)
      await server.close().finally(() => clearTimeout(impatient))
      await jobs.stop(Math.max(0, until - clock.now().getTime()))
      if (!given.database) await database.close()
    },
  }
}

const openOwn = ({ databaseUrl, dataDirectory }: Environment): Promise<Database> =>
  openDatabase({ url: databaseUrl, directory: dataDirectory })

const answers = async (database: Database): Promise<boolean> => {
  await sql`select 1`.execute(database.db)
  return true
}

/** Says in words that somebody else listens where we would; passes every other error on. */
export const portTaken = (error: NodeJS.ErrnoException & { port?: number }): never => {
  if (error.code !== 'EADDRINUSE') throw error
  throw new Refused(
    {
      code: 'port_in_use',
      what: `Another program is using port ${error.port ?? ''} of this machine. It may be another Crosswalk.`,
      means: 'This one did not start.',
      who: 'Whoever runs this machine',
      how: 'Stop the other one, or choose another port with PORT.',
    },
    409,
    { cause: error },
  )
}

/** Reachable from other machines only once somebody has said under which name. */
const listeningHost = (publicUrl: URL | null): string =>
  publicUrl && !['localhost', '127.0.0.1', '[::1]'].includes(publicUrl.hostname) ? '::' : 'localhost'

/** One sentence at most, on every page, where traffic does not go where people would think. */
export const banners = (
  { salesforceOrigin, stripeOrigin }: Pick<Environment, 'salesforceOrigin' | 'stripeOrigin'>,
  demo: boolean,
): FrontDoor['banners'] => {
  if (demo)
    return [{ id: 'demo', text: 'Demo: a made-up company. Nothing leaves this machine.', tone: 'info' }]
  const turned = Object.entries({ Salesforce: salesforceOrigin, Stripe: stripeOrigin }).flatMap(
    ([title, origin]) => (origin === undefined ? [] : [`${title} traffic goes to ${origin}`]),
  )
  if (turned.length === 0) return []
  return [{ id: 'origins', text: `For development: ${turned.join(', ')}.`, tone: 'warning' }]
}
