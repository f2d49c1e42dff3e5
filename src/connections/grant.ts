import { randomUUID } from 'node:crypto'
import { Fault, Refused, SignInAgain, TryLater } from '../base/errors.ts'
import type { Grant } from '../connectors/connector.ts'
import type { SalesforceOAuth, Tokens } from '../connectors/salesforce/oauth.ts'
import { noteFault } from './health.ts'
import { giveLeaseBack, storeRenewed, takeLease, type Before } from './lease.ts'
import { openOAuth } from './oauth.ts'
import { purposeOf, type ConnectionParts } from './parts.ts'
import { readSecret, type Connection } from './tables.ts'

/**
 * The token of the moment, and the next one.
 *
 * Invariants. One renewal per connection at a time, over all processes. A new refresh token is on the disk before the
 * access token it came with is used. Whoever loses the race reads what the winner stored. A renewal that got no
 * answer is not repeated by those who saw it fail: the source may have replaced the token, and presenting the old one
 * again would end the grant. A grant is called dead only after the store was read again.
 */
export interface SalesforceTokens {
  readonly accessToken: string
  /** Null for an integration user, who is asked for anew instead. */
  readonly refreshToken: string | null
  readonly instanceUrl: string
}

type Session = Awaited<ReturnType<Grant['current']>>
type Stored = SalesforceTokens & { readonly version: number }

// Longer than the slowest token answer we wait for, so a living holder is never overtaken; see `openSalesforceOAuth`.
const leaseMs = 90_000
const firstPauseMs = 5
const longestPauseMs = 40

/** Renewals under way in this process, per connection: those who come meanwhile join. */
const flights = new WeakMap<ConnectionParts, Map<string, Promise<Session>>>()

const flightsOf = (parts: ConnectionParts): Map<string, Promise<Session>> => {
  const mine = flights.get(parts) ?? new Map<string, Promise<Session>>()
  flights.set(parts, mine)
  return mine
}

export const salesforceGrant = (parts: ConnectionParts, connection: Connection): Grant => {
  const mine = flightsOf(parts)
  const renew = async (stale: string): Promise<Session> => {
    for (;;) {
      const under = mine.get(connection.id)
      if (!under) break
      const session = await under
      if (session.accessToken !== stale) return session
    }
    const flight = renewed(parts, connection, stale).finally(() => mine.delete(connection.id))
    mine.set(connection.id, flight)
    return flight
  }
  return { current: () => stored(parts, connection), renew }
}

const stored = async (parts: ConnectionParts, connection: Connection): Promise<Stored> => {
  const secret = await readSecret(parts.database.db, connection.id)
  if (!secret) throw disconnected()
  if (secret.state === 'sign_in_needed') throw new SignInAgain(secret.problem ?? disconnected().explanation)
  const tokens = parts.seal.open<SalesforceTokens>(secret.sealed, purposeOf('tokens', connection.workspaceId))
  return { ...tokens, version: secret.version }
}

/** Another access token than `stale`: the one somebody else stored meanwhile, or a new one. */
const renewed = async (parts: ConnectionParts, connection: Connection, stale: string): Promise<Session> => {
  const { db } = parts.database
  const me = randomUUID()
  for (let pause = firstPauseMs, waited = 0; ; pause = Math.min(pause * 2, longestPauseMs)) {
    const tokens = await stored(parts, connection)
    if (tokens.accessToken !== stale) return tokens
    const before = await takeLease(db, connection.id, tokens.version, me, leaseMs)
    if (before) {
      const fresh = await exchange({ parts, connection, tokens, before, me, waited: waited > 0 })
      if (fresh) return fresh
    }
    if (waited > 2 * leaseMs) throw busy()
    const ms = Math.round(pause * (1 + parts.outside.random()))
    await parts.outside.clock.sleep(ms)
    waited += ms
  }
}

interface Turn {
  readonly parts: ConnectionParts
  readonly connection: Connection
  readonly tokens: Stored
  readonly before: Before
  readonly me: string
  /** Whoever waited saw the renewal before this one. */
  readonly waited: boolean
}

/** One renewal by the holder of the right. Null: look again. */
const exchange = async (turn: Turn): Promise<Session | null> => {
  const { parts, connection, tokens, before, me, waited } = turn
  const { db } = parts.database
  if (before === 'unanswered' && waited) {
    await giveLeaseBack(db, connection.id, me, true)
    throw unanswered()
  }
  let oauth: SalesforceOAuth
  try {
    oauth = await openOAuth(parts, connection.workspaceId, tokens.instanceUrl)
  } catch (error) {
    await giveLeaseBack(db, connection.id, me, before !== 'well')
    if (error instanceof Fault) await noteFault(parts, connection, error, tokens.version)
    throw error
  }
  try {
    const answer = await (tokens.refreshToken === null
      ? oauth.clientCredentials()
      : oauth.refresh(tokens.refreshToken))
    return await keep(turn, answer)
  } catch (error) {
    return refused(turn, error)
  }
}

/** Stores what came. When something speaks against using it, only the refresh token is taken over, so that it is not lost. */
const keep = async (turn: Turn, answer: Tokens): Promise<Session | null> => {
  const { parts, connection, tokens } = turn
  const objection = answer.objection ?? otherOrg(connection, answer)
  const fresh: SalesforceTokens = {
    accessToken: objection ? tokens.accessToken : answer.accessToken,
    refreshToken: answer.refreshToken ?? tokens.refreshToken,
    instanceUrl: (objection ? null : answer.instanceUrl) ?? tokens.instanceUrl,
  }
  const sealed = parts.seal.seal(fresh, purposeOf('tokens', connection.workspaceId))
  const { instanceUrl } = fresh
  const now = parts.outside.clock.now()
  const kept = await storeRenewed(parts.database.db, connection.id, tokens.version, {
    sealed,
    instanceUrl,
    now,
  })
  // Somebody connected anew meanwhile, or disconnected.
  if (!kept) return null
  // The embedded database confirms without having written. A refresh token that replaced another cannot be had again.
  // Measured: 0.2 to 0.5 s for an empty database as for one of 1.9 GB, some times a day; seconds behind a first read.
  if (fresh.refreshToken !== tokens.refreshToken) await parts.database.settle(0)
  if (!objection) return fresh
  await noteFault(parts, connection, objection, tokens.version + 1)
  throw objection
}

/** Reads a renewal that failed: whose turn it is next, and whether the grant is dead. */
const refused = async (turn: Turn, error: unknown): Promise<Session | null> => {
  const { parts, connection, tokens, before, me } = turn
  const { db } = parts.database
  const rotates = tokens.refreshToken !== null
  const silent = rotates && !isAnswer(error)
  const busyThere = error instanceof TryLater && error.explanation.code === 'refresh_in_progress'
  // Being told that it is busy says nothing about a renewal that was left unfinished before.
  await giveLeaseBack(db, connection.id, me, silent || (busyThere && before !== 'well'))
  if (busyThere) return null
  if (!(error instanceof Fault)) throw error
  if (error instanceof SignInAgain) {
    const now = await stored(parts, connection)
    if (now.version !== tokens.version) return now
  }
  const lost = error.explanation.code === 'grant_expired' && rotates && before !== 'well'
  const fault = lost ? refreshLost() : silent && error instanceof TryLater ? unanswered() : error
  await noteFault(parts, connection, fault, tokens.version)
  throw fault
}

/** The token endpoint itself said no. Without its word nobody knows whether the refresh token was replaced. */
const isAnswer = (error: unknown): boolean => {
  if (error instanceof TryLater) return answeredLater.has(error.explanation.code)
  return error instanceof Fault && error.explanation.code !== 'signature_wrong'
}
const answeredLater: ReadonlySet<string> = new Set([
  'refresh_in_progress',
  'login_rate',
  'too_busy',
  'no_route',
  'host_not_found',
])

/** The org that the token names, when it is another one than the connection's: nothing may be read from it. */
export const otherOrg = (connection: Connection, { orgId }: Pick<Tokens, 'orgId'>): SignInAgain | null =>
  orgId === null || orgId === connection.accountId
    ? null
    : new SignInAgain({
        code: 'other_org',
        what: `Salesforce now gives access to another organization (${orgId}) than the one connected (${connection.accountId}).`,
        means:
          'Nothing was read from it: another organization would replace every contact. Your customers stay as they are.',
        who: 'An owner or admin of this workspace',
        how: 'Reconnect to the earlier organization. If you really want the other one, disconnect first.',
      })

const disconnected = (): Refused =>
  new Refused(
    {
      code: 'disconnected',
      what: 'Crosswalk is not connected to Salesforce.',
      means: 'Nothing new comes in. What is here stays as it is.',
      who: 'A Crosswalk admin',
      how: 'Settings → CRM → Connect.',
    },
    409,
  )

const refreshLost = (): SignInAgain =>
  new SignInAgain({
    code: 'refresh_lost',
    what: 'Crosswalk was cut off while it renewed its access to Salesforce, and the new access is lost.',
    means: 'Nothing is read from Salesforce until somebody approves again. Your customers stay as they are.',
    who: 'A person who may sign in to Salesforce',
    how: 'Open Settings → CRM, and press Reconnect. All settings are kept.',
  })

const unanswered = (): TryLater =>
  new TryLater({
    code: 'refresh_unanswered',
    what: 'Salesforce did not answer when Crosswalk renewed its access.',
    means: 'Nothing was read and nothing changed.',
    who: 'Usually nobody. If it stays, whoever looks after this machine and its network.',
    how: 'The next run tries once more. Should the answer be lost for good, this page will ask you to reconnect.',
  })

const busy = (): TryLater =>
  new TryLater({
    code: 'refresh_busy',
    what: 'Another part of Crosswalk is renewing the sign-in to Salesforce and has not finished.',
    means: 'This run stopped; nothing was changed.',
    how: 'It runs again by itself.',
  })
