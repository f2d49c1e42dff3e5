import { randomUUID } from 'node:crypto'
import { SignInAgain, TryLater } from '../base/errors.ts'
import type { Grant } from '../connectors/connector.ts'
import type { Tokens } from '../connectors/salesforce/oauth.ts'
import { openOAuth } from './oauth.ts'
import { purposeOf, type ConnectionParts } from './parts.ts'
import {
  giveLeaseBack,
  readSecret,
  setProblem,
  storeRefreshed,
  takeLease,
  type Connection,
} from './tables.ts'

/**
 * The token of the moment, and the next one.
 *
 * Invariants. One refresh per connection at a time, over all processes: a statement takes the lease. A new refresh
 * token is in the database before the access token it came with is used. Whoever loses the race reads what the
 * winner stored. A grant is called dead only after the store was read again.
 */
export interface SalesforceTokens {
  readonly accessToken: string
  readonly refreshToken: string
  readonly instanceUrl: string
}

type Session = Awaited<ReturnType<Grant['current']>>

// Longer than the slowest answer of a token endpoint we wait for, so a living holder is never overtaken.
const leaseMs = 90_000
const pauseMs = 200

const flights = new Map<string, Promise<Session>>()

export const salesforceGrant = (parts: ConnectionParts, connection: Connection): Grant => {
  const { db } = parts.database
  const purpose = purposeOf('tokens', connection.workspaceId)

  const stored = async (): Promise<SalesforceTokens & { version: number }> => {
    const secret = await readSecret(db, connection.id)
    if (!secret || secret.state !== 'connected') throw disconnected(connection)
    return { ...parts.seal.open<SalesforceTokens>(secret.sealed, purpose), version: secret.version }
  }

  const renew = async (stale: string): Promise<Session> => {
    const me = randomUUID()
    const giveUpAt = parts.outside.clock.now().getTime() + 2 * leaseMs
    for (;;) {
      const now = parts.outside.clock.now()
      const tokens = await stored()
      if (tokens.accessToken !== stale) return tokens
      const until = new Date(now.getTime() + leaseMs)
      if (await takeLease(db, connection.id, tokens.version, me, now, until)) {
        const fresh = await exchange(tokens, me)
        if (fresh) return fresh
      }
      if (now.getTime() > giveUpAt) throw busy()
      await parts.outside.clock.sleep(pauseMs)
    }
  }

  /** Null: somebody else is at it, look again. */
  const exchange = async (tokens: SalesforceTokens, me: string): Promise<Session | null> => {
    try {
      const answer = await oauth().then((open) => open.refresh(tokens.refreshToken))
      const fresh = merged(tokens, answer)
      const sealed = parts.seal.seal(fresh, purpose)
      const settings = { instanceUrl: fresh.instanceUrl }
      return (await storeRefreshed(db, connection.id, me, { sealed, settings })) ? fresh : null
    } catch (error) {
      await giveLeaseBack(db, connection.id, me)
      if (error instanceof SignInAgain) {
        const now = await stored()
        if (now.accessToken !== tokens.accessToken) return now
        await setProblem(db, connection.id, error.explanation, true)
      }
      if (error instanceof TryLater && error.explanation.code === 'refresh_in_progress') return null
      throw error
    }
  }

  const oauth = () => openOAuth(parts, connection.workspaceId, String(connection.settings.origin))

  return {
    current: () => stored(),
    renew: (stale) => {
      const under = flights.get(connection.id)
      if (under) return under.then((session) => (session.accessToken === stale ? renew(stale) : session))
      const flight = renew(stale).finally(() => flights.delete(connection.id))
      flights.set(connection.id, flight)
      return flight
    },
  }
}

const merged = (old: SalesforceTokens, answer: Tokens): SalesforceTokens => ({
  accessToken: answer.accessToken,
  refreshToken: answer.refreshToken ?? old.refreshToken,
  instanceUrl: answer.instanceUrl ?? old.instanceUrl,
})

const disconnected = (connection: Connection): SignInAgain =>
  new SignInAgain({
    code: connection.problem?.code ?? 'disconnected',
    what: connection.problem?.what ?? 'Crosswalk is not connected to Salesforce.',
    means: 'Nothing new comes in. What is here stays as it is.',
    who: 'A Crosswalk admin',
    how: 'Settings → CRM → Reconnect.',
  })

const busy = (): TryLater =>
  new TryLater({
    code: 'refresh_busy',
    what: 'Another part of Crosswalk is renewing the sign-in to Salesforce and has not finished.',
    means: 'This run stopped; nothing was changed.',
    how: 'It runs again by itself.',
  })
