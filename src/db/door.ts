import type { Answer, Checked, Endpoint } from '../base/endpoint.ts'
import type { Db, Tx } from './db.ts'

/**
 * The shape of a door. Every change comes through one (an address, a command, a job), and the door does what no
 * noun does for itself: who is it, may they, one transaction, write the audit line, wake what follows.
 */

export type Role = 'owner' | 'admin' | 'member'

/** Who is acting. `userId` is null when the schedule acts, or whoever runs the machine. */
export interface Actor {
  readonly workspaceId: string
  readonly userId: string | null
  readonly name: string
  readonly role: Role
  readonly via: 'browser' | 'api key' | 'schedule' | 'command line'
  /** Binds what must come back to the same browser, such as the OAuth state. Null outside a browser. */
  readonly sessionId: string | null
}

/** What may be done, by whom, and what the audit says of it. */
export interface Verb {
  /** `noun.verb`, as in the role matrix. */
  readonly name: string
  readonly roles: readonly Role[]
  /** The audit sentence without its subject, such as "switched contacts on"; null for looking only. */
  readonly audit: string | null
}

export const everyone: readonly Role[] = ['owner', 'admin', 'member']
export const admins: readonly Role[] = ['owner', 'admin']

/** What a route is given. `tx` commits, with the audit line, when `run` returns. */
export interface Visit {
  readonly tx: Tx
  readonly by: Actor
  readonly now: Date
  /** Adds to the audit line: what it was done to, and figures worth keeping. Never a secret. */
  audit(about: {
    readonly subject?: string
    readonly detail?: Record<string, string | number | boolean | null>
  }): void
  /** Runs after the commit; for waking what follows. Not run when the transaction fails. */
  after(wake: () => Promise<void>): void
  /** The untouched request body of an upload. */
  readonly upload: AsyncIterable<Uint8Array>
}

/** What a route is given that talks to the outside: no transaction is held open over it; it opens its own. */
export interface OutsideVisit extends Omit<Visit, 'tx' | 'after'> {
  readonly db: Db
}

/** A file on its way out. */
export interface Download {
  readonly name: string
  readonly lines: AsyncIterable<string>
}

type Given<E extends Endpoint> = E extends { readonly download: string } ? Download : Answer<E>

export interface Route<E extends Endpoint = Endpoint> {
  readonly endpoint: E
  readonly verb: Verb
  readonly inside?: (visit: Visit, input: Checked<E>) => Promise<Given<E>>
  readonly outside?: (visit: OutsideVisit, input: Checked<E>) => Promise<Given<E>>
}

/** Binds an address to a verb, inside one transaction. */
export const route = <E extends Endpoint>(
  endpoint: E,
  verb: Verb,
  inside: (visit: Visit, input: Checked<E>) => Promise<Given<E>>,
): Route => ({ endpoint, verb, inside }) as unknown as Route

/** Binds an address to a verb that talks to another system, so it must not hold a transaction meanwhile. */
export const outsideRoute = <E extends Endpoint>(
  endpoint: E,
  verb: Verb,
  outside: (visit: OutsideVisit, input: Checked<E>) => Promise<Given<E>>,
): Route => ({ endpoint, verb, outside }) as unknown as Route
