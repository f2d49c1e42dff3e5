import type { Registry } from 'prom-client'
import type { Logger } from 'pino'
import type { Clock } from '../../base/clock.ts'
import type { Db } from '../../db/db.ts'
import type { Actor, Route } from '../../db/door.ts'
import type { Entry } from '../../people/front-door.ts'

/** Everything the server hands out or asks. The composition builds it; tests may leave most of it bare. */
export interface House {
  readonly db: Db
  readonly clock: Clock
  readonly log: Logger
  readonly routes: readonly Route[]
  readonly entries: readonly Entry[]
  /** Where a browser reaches this server; decides cookies, allowed hosts and origins. */
  readonly publicUrl: URL
  /** Believe `X-Forwarded-*`: only with a proxy in front that sets them. */
  readonly trustProxy: boolean
  /** Hold every answer to its contract. On in tests and in development. */
  readonly checkAnswers: boolean
  /** How many requests one address may send to the front door in a minute, whatever it says there. */
  readonly entriesPerMinute: number
  /** The built screens; null when there are none to hand out. */
  readonly browserFolder: string | null
  readonly metrics: Registry
  /** Whether the parts work, by name; each may take its time or throw. */
  readonly ready: () => Promise<Readonly<Record<string, boolean>>>
  /** Salesforce sends the browser back here. Answers the path of ours to go on to. */
  readonly oauthCallback:
    ((query: Readonly<Record<string, string>>, actor: Actor | null) => Promise<string>) | null
}
