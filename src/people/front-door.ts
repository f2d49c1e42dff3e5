import { writeLine } from '../audit/audit.ts'
import type { Answer, Checked, Endpoint } from '../base/endpoint.ts'
import { transaction, type Db, type Tx } from '../db/db.ts'
import type { Actor, Verb } from '../db/door.ts'
import * as contract from './contract.ts'
import { acceptInvitation, openInvitation } from './invitations.ts'
import type { Passwords } from './password.ts'
import { closeSession, openSession, signedIn, type Opened, type SignedIn } from './sessions.ts'
import { checkPassword, isFirstStart, makeFirstAccount, type Known } from './sign-in.ts'
import type { RandomBytes } from './token.ts'
import * as verbs from './verbs.ts'

/** The addresses open to somebody who is not signed in yet. They open and close sessions. */

/** Somebody at the door, before anything is known of them. */
export interface Caller {
  readonly db: Db
  readonly now: Date
  /** The network address, for counting attempts. */
  readonly address: string
  /** What the browser's cookie holds. */
  readonly token: string | null
}

/** What an entry gives: the answer, and what becomes of the browser's session. */
export interface Entered<E extends Endpoint = Endpoint> {
  readonly answer: Answer<E>
  readonly session?: Opened | 'closed'
}

export interface Entry<E extends Endpoint = Endpoint> {
  readonly endpoint: E
  readonly enter: (caller: Caller, input: Checked<E>) => Promise<Entered<E>>
}

/** What the front door shows and needs beside the database. */
export interface FrontDoor {
  readonly random: RandomBytes
  readonly passwords: Passwords
  /** The made-up account; null outside the demo. */
  readonly demo: {
    readonly email: string
    readonly password: string
    readonly salesforceDomain: string
    readonly webhookAddress: string
  } | null
  readonly banners: readonly {
    readonly id: string
    readonly text: string
    readonly tone: 'info' | 'warning'
  }[]
  /** Called when the first account was made, for what waited for it. Does not hold up the answer. */
  readonly afterSetUp: () => void
}

type Session = Answer<typeof contract.getSession>

const entry = <E extends Endpoint>(endpoint: E, enter: Entry<E>['enter']): Entry =>
  ({ endpoint, enter }) as unknown as Entry

/** The six addresses of the front door. */
export const frontDoor = (door: FrontDoor): readonly Entry[] => [
  entry(contract.getSession, async ({ db, token, now }) => {
    const known = token ? await signedIn(db, token, now) : null
    const answer = await sessionAnswer(door, db, known)
    return known?.prolonged ? { answer, session: known.prolonged } : { answer }
  }),
  entry(contract.setUp, async (caller, { password, ...wanted }) => {
    const passwordHash = await door.passwords.hash(password)
    const entered = await comeIn(door, caller, verbs.setUp, (tx) =>
      makeFirstAccount(tx, { ...wanted, passwordHash }, caller.now),
    )
    door.afterSetUp()
    return entered
  }),
  entry(contract.signIn, async (caller, given) => {
    const known = await checkPassword(
      caller.db,
      { ...given, address: caller.address },
      door.passwords,
      caller.now,
    )
    return comeIn(door, caller, verbs.signIn, async () => known)
  }),
  entry(contract.signOut, async ({ db, token, now }) => {
    const known = token ? await signedIn(db, token, now) : null
    if (token && known) {
      await transaction(db, async (tx) => {
        await closeSession(tx, token)
        await writeLine(tx, known.actor, verbs.signOut, {}, now)
      })
    }
    return { answer: { ok: true } as const, session: 'closed' }
  }),
  entry(contract.getInvitation, async ({ db, now }, { token }) => {
    const { name, email, workspace } = await transaction(db, (tx) => openInvitation(tx, token, now))
    return { answer: { name, email, workspace } }
  }),
  entry(contract.acceptInvitation, async (caller, { token, name, password }) => {
    // Looked at first, so that a made-up token costs no password hash.
    await transaction(caller.db, (tx) => openInvitation(tx, token, caller.now))
    const passwordHash = await door.passwords.hash(password)
    return comeIn(door, caller, verbs.acceptInvitation, async (tx) => {
      const { userId, workspaceId } = await acceptInvitation(tx, token, { name, passwordHash }, caller.now)
      const { role } = await tx
        .selectFrom('users')
        .select('role')
        .where('id', '=', userId)
        .executeTakeFirstOrThrow()
      return { userId, workspaceId, name, role }
    })
  }),
]

/** Opens a fresh session for whoever `prove` finds, and ends the one the browser had. */
const comeIn = async (
  door: FrontDoor,
  { db, token, now }: Caller,
  verb: Verb,
  prove: (tx: Tx) => Promise<Known>,
): Promise<{ answer: Session; session: Opened }> => {
  const session = await transaction(db, async (tx) => {
    const known = await prove(tx)
    if (token) await closeSession(tx, token)
    const opened = await openSession(tx, known.userId, door.random, now)
    await writeLine(tx, actorOf(known), verb, { subject: known.name }, now)
    return opened
  })
  return { answer: await sessionAnswer(door, db, await signedIn(db, session.token, now)), session }
}

const actorOf = (known: Known): Actor => ({ ...known, via: 'browser', sessionId: null })

const sessionAnswer = async (door: FrontDoor, db: Db, known: SignedIn | null): Promise<Session> => {
  const shown = {
    demo: door.demo && { ...door.demo },
    banners: door.banners.map((banner) => ({ ...banner })),
  }
  if (!known?.actor.userId) {
    const state = (await isFirstStart(db)) ? 'first_start' : 'signed_out'
    return { state, user: null, workspace: null, ...shown }
  }
  const { actor, email, workspaceName } = known
  return {
    state: 'signed_in',
    user: { id: known.actor.userId, name: actor.name, email, role: actor.role },
    workspace: { id: actor.workspaceId, name: workspaceName },
    ...shown,
  }
}
