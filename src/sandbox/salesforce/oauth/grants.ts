import { createHash, createHmac } from 'node:crypto'
import type { Clock } from '../../../base/clock.ts'
import type { Serial } from '../../serial.ts'

/** An app registered in the org. */
export interface App {
  readonly clientId: string
  readonly clientSecret: string
  readonly callbackUrls: readonly string[]
  /** Any `http://localhost|127.0.0.1:<port>` callback with the standard path is accepted too. */
  readonly anyLoopbackCallback: boolean
  readonly name: string
  /** The secret may be left out; one that is sent must be right all the same. */
  readonly secretOptional?: boolean
}

/** A live access token. */
export interface Session {
  readonly token: string
  readonly userId: string
  readonly scope: readonly string[]
  readonly grant: Grant | null
  readonly clientId: string
  readonly startedAt: number
  usedAt: number
}

/** One approval by one user. Its refresh token changes with rotation; the ones before are remembered to catch reuse. */
export interface Grant {
  readonly clientId: string
  readonly userId: string
  readonly scope: readonly string[]
  refreshToken: string | null
  readonly approvedAt: number
  /** When it was approved or last refreshed. */
  usedAt: number
  readonly spent: Set<string>
  busy: boolean
  alive: boolean
}

/** An approval as JSON. */
export interface KeptGrant {
  readonly clientId: string
  readonly userId: string
  readonly scope: readonly string[]
  readonly refreshToken: string | null
  readonly spent: readonly string[]
  readonly approvedAt?: number
  readonly usedAt?: number
}

/** An authorization code waiting to be exchanged. */
interface Code {
  readonly clientId: string
  readonly redirectUri: string
  readonly challenge: string
  readonly userId: string
  readonly scope: readonly string[]
  readonly issuedAt: number
  used: boolean
}

/** Settings a test may turn. */
export interface GrantSettings {
  /** Every refresh gives a new refresh token, kills the old one and ends the session before. */
  rotation: boolean
  codeTtlMs: number
  /** A session dies this long after its last use. */
  sessionMs: number
  /** A refresh token dies so long after its last use; each use starts it anew. 0 is "immediately expire". Null never. */
  idleMs: number | null
  /** A refresh token dies so long after the approval, however much it is used. Null never. */
  lifetimeMs: number | null
  /** How long a refresh holds its token, during which a second one is refused. Real milliseconds. */
  refreshHoldMs: number
  /** The only scopes the app may have; approvals quietly lose the others. Null lets all through. */
  scopes: readonly string[] | null
}

const maxGrants = 5

/** Codes, grants and sessions of the org, with the rules of `token` and `revoke`. */
export class Grants {
  readonly settings: GrantSettings = {
    rotation: true,
    codeTtlMs: 15 * 60_000,
    sessionMs: 2 * 3_600_000,
    idleMs: null,
    lifetimeMs: null,
    refreshHoldMs: 10,
    scopes: null,
  }
  readonly #clock: Clock
  readonly #serial: Serial
  readonly #orgId: () => string
  readonly #ended: (token: string) => void
  readonly #codes = new Map<string, Code>()
  readonly #sessions = new Map<string, Session>()
  #grants: Grant[] = []
  /** Called after every change of an approval, before anybody is told of it. */
  changed: () => void = () => undefined

  /** `ended` hears of every session that stops being good. */
  constructor(clock: Clock, serial: Serial, orgId: () => string, ended: (token: string) => void) {
    this.#clock = clock
    this.#serial = serial
    this.#orgId = orgId
    this.#ended = ended
  }

  addCode(code: Omit<Code, 'issuedAt' | 'used'>): string {
    const text = `aPrx${this.#serial.next('code', 60)}==`
    this.#codes.set(text, { ...code, issuedAt: this.#clock.now().getTime(), used: false })
    return text
  }

  /** The code, or why not, in the token endpoint's own words. */
  takeCode(text: string): Code | 'invalid authorization code' | 'expired authorization code' {
    const code = this.#codes.get(text)
    if (!code) return 'invalid authorization code'
    const old = this.#clock.now().getTime() - code.issuedAt > this.settings.codeTtlMs
    if (code.used || old) return 'expired authorization code'
    code.used = true
    return code
  }

  /** A new approval. The sixth of one user for one app silently ends the oldest. */
  addGrant(clientId: string, userId: string, scope: readonly string[]): Grant {
    const refreshToken = scope.includes('refresh_token') ? this.#newRefreshToken() : null
    const now = this.#clock.now().getTime()
    const times = { approvedAt: now, usedAt: now }
    const grant = {
      clientId,
      userId,
      scope,
      refreshToken,
      ...times,
      spent: new Set<string>(),
      busy: false,
      alive: true,
    }
    const same = this.#grants.filter((one) => one.alive && one.userId === userId && one.clientId === clientId)
    for (const old of same.slice(0, Math.max(0, same.length - maxGrants + 1))) this.revokeGrant(old)
    this.#grants.push(grant)
    this.changed()
    return grant
  }

  /** The grant a refresh token belongs, or belonged, to. */
  findGrant(refreshToken: string): Grant | null {
    return (
      this.#grants.find((one) => one.refreshToken === refreshToken || one.spent.has(refreshToken)) ?? null
    )
  }

  /** Whether a refresh token has idled or lived too long; if so, its approval is over. */
  hasExpired(grant: Grant): boolean {
    const now = this.#clock.now().getTime()
    const { idleMs, lifetimeMs } = this.settings
    const isOver =
      (idleMs !== null && now - grant.usedAt >= idleMs) ||
      (lifetimeMs !== null && now - grant.approvedAt >= lifetimeMs)
    if (isOver) this.revokeGrant(grant)
    return isOver
  }

  /** Puts a new refresh token in the old one's place and ends the grant's sessions. */
  rotate(grant: Grant): string {
    if (grant.refreshToken) grant.spent.add(grant.refreshToken)
    const fresh = this.#newRefreshToken()
    grant.refreshToken = fresh
    this.changed()
    this.#endSessions((session) => session.grant === grant)
    return fresh
  }

  /** Opens a session; one of a grant counts as its use. */
  addSession(userId: string, scope: readonly string[], clientId: string, grant: Grant | null): Session {
    const token = `${this.#orgId().slice(0, 15)}!AQ${this.#serial.next('session', 80)}${this.#serial.next('session', 14)}`
    const now = this.#clock.now().getTime()
    if (grant) {
      grant.usedAt = now
      this.changed()
    }
    const session = { token, userId, scope, grant, clientId, startedAt: now, usedAt: now }
    this.#sessions.set(token, session)
    return session
  }

  /** The session of an access token, touched, or null when it ended or timed out. */
  findSession(token: string): Session | null {
    const session = this.#sessions.get(token)
    if (!session) return null
    const now = this.#clock.now().getTime()
    if (now - session.usedAt > this.settings.sessionMs) {
      this.#endSessions((one) => one === session)
      return null
    }
    session.usedAt = now
    return session
  }

  /** The session of an access token as it is, untouched, or null. */
  peekSession(token: string): Session | null {
    const session = this.#sessions.get(token)
    const now = this.#clock.now().getTime()
    return session && now - session.usedAt <= this.settings.sessionMs ? session : null
  }

  /** Ends every approval and session of an app. */
  revokeApp(clientId: string): void {
    for (const grant of this.#grants) if (grant.alive && grant.clientId === clientId) this.revokeGrant(grant)
    this.#endSessions((session) => session.clientId === clientId)
  }

  revokeGrant(grant: Grant): void {
    grant.alive = false
    this.changed()
    this.#endSessions((session) => session.grant === grant)
  }

  /** Ends what a token stands for; a refresh token takes its sessions along. False when it stood for nothing. */
  revokeToken(token: string): boolean {
    const grant = this.#grants.find((one) => one.alive && one.refreshToken === token)
    if (grant) this.revokeGrant(grant)
    const session = this.#sessions.get(token)
    if (session) this.#endSessions((one) => one === session)
    return grant !== undefined || session !== undefined
  }

  revokeUser(userId: string | null): void {
    for (const grant of this.#grants) if (userId === null || grant.userId === userId) this.revokeGrant(grant)
    this.#endSessions((session) => userId === null || session.userId === userId)
  }

  expireSessions(): void {
    this.#endSessions(() => true)
  }

  /** How many approvals and sessions are good now. */
  counts(): { grants: number; sessions: number } {
    return { grants: this.#grants.filter((grant) => grant.alive).length, sessions: this.#sessions.size }
  }

  /** The living approvals, fit for JSON. Their spent tokens go along, so that reuse is still caught. */
  kept(): KeptGrant[] {
    return this.#grants
      .filter((grant) => grant.alive)
      .map(({ clientId, userId, scope, refreshToken, spent, approvedAt, usedAt }) => ({
        clientId,
        userId,
        scope,
        refreshToken,
        spent: [...spent],
        approvedAt,
        usedAt,
      }))
  }

  /** Takes up what `kept` gave in an earlier run. Sessions are gone; a refresh opens the next. */
  restore(kept: readonly KeptGrant[]): void {
    const now = this.#clock.now().getTime()
    this.#grants = kept.map((grant) => ({
      ...grant,
      approvedAt: grant.approvedAt ?? now,
      usedAt: grant.usedAt ?? now,
      spent: new Set(grant.spent),
      busy: false,
      alive: true,
    }))
  }

  #newRefreshToken(): string {
    return `5Aep861${this.#serial.next('refresh', 80)}`
  }

  #endSessions(which: (session: Session) => boolean): void {
    for (const session of this.#sessions.values()) {
      if (!which(session)) continue
      this.#sessions.delete(session.token)
      this.#ended(session.token)
    }
  }
}

/** The S256 challenge of a verifier. */
export const challengeOf = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url')

/** The signature of a token answer: HMAC-SHA256 of identity URL and time, keyed with the app's secret. */
export const signatureOf = (secret: string, id: string, issuedAt: string): string =>
  createHmac('sha256', secret)
    .update(id + issuedAt)
    .digest('base64')
