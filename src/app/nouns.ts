import type { Registry } from 'prom-client'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { auditRoutes } from '../audit/routes.ts'
import type { Database } from '../db/db.ts'
import type { Actor, Route } from '../db/door.ts'
import type { Job, Jobs } from '../jobs/jobs.ts'
import { peopleRoutes, type Neighbours } from '../people/routes.ts'
import type { Passwords } from '../people/password.ts'
import type { RandomBytes } from '../people/token.ts'
import type { Environment } from './environment.ts'

/** What every noun stands on. */
export interface Ground {
  readonly environment: Environment
  readonly database: Database
  readonly jobs: Jobs
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Log
  readonly metrics: Registry
  readonly passwords: Passwords
  /** Where browsers reach this server, without a trailing slash. */
  readonly publicUrl: string
}

/** What the nouns bring to the doors. */
export interface Nouns {
  readonly routes: readonly Route[]
  readonly jobs: readonly Job[]
  /** Salesforce’s way back; see `House`. */
  readonly oauthCallback:
    ((query: Readonly<Record<string, string>>, actor: Actor | null) => Promise<string>) | null
  /** Runs once, when jobs are worked here, before the first one. */
  readonly start: () => Promise<void>
}

/** The one place where nouns meet: each is given its parts and says what it offers. */
export const gatherNouns = async (ground: Ground): Promise<Nouns> => {
  const { random, passwords, publicUrl } = ground
  return {
    routes: [...peopleRoutes({ random, passwords, publicUrl, neighbours: nobody }), ...auditRoutes],
    jobs: [],
    oauthCallback: null,
    start: async () => {},
  }
}

/** Stands in until customers are there to ask. */
const nobody: Neighbours = { countCustomers: async () => new Map(), unassign: async () => {} }
