import { createHash, randomBytes } from 'node:crypto'
import { Fault, Refused } from '../base/errors.ts'
import type { CrmIdentity } from '../connectors/connector.ts'
import { parseDomain } from '../connectors/salesforce/hosts.ts'
import { oauthFault } from '../connectors/salesforce/oauth-errors.ts'
import { newProof, type Tokens } from '../connectors/salesforce/oauth.ts'
import type { Actor } from '../db/door.ts'
import type { Tx } from '../db/db.ts'
import { keepApp, salesforceApp } from './apps.ts'
import { countApproval, endApproval } from './approvals.ts'
import { findAttempt, insertAttempt, keepTripProblem, spendAttempt, type Attempt } from './attempts.ts'
import { revocation } from './disconnect.ts'
import { noteReconnected } from './health.ts'
import { openOAuth } from './oauth.ts'
import { callbackUrl, purposeOf, type ConnectionParts } from './parts.ts'
import { whoIs } from './open.ts'
import { findConnection, storeConnection, type Connection } from './tables.ts'

/**
 * The way to Salesforce's page and back.
 *
 * Invariants. `state` is a secret of this trip: only its hash is stored, it works once, for fifteen minutes, for
 * the browser session and the workspace that began it. The PKCE verifier never leaves the server.
 */

/** Why a trip did not end in a connection; the CRM page has a sentence for each. */
export type TripProblem =
  | 'denied'
  | 'wrong_state'
  | 'expired_code'
  | 'replayed_code'
  | 'lost_session'
  | 'other_workspace'
  | 'other_org'
  | 'not_admin'
  | 'missing_scope'
  | 'app_problem'
  | 'unreachable'
  | 'refused'

const tripMs = 15 * 60_000
const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

export interface Departure {
  readonly domain: string
  readonly clientId?: string | undefined
  readonly clientSecret?: string | undefined
}

/** Begins a trip: answers where to send the browser. Rejects with `Refused` for a domain that is not Salesforce's. */
export const depart = async (
  parts: ConnectionParts,
  by: Actor,
  asked: Departure,
): Promise<{ authorizeUrl: string; domain: string; host: string }> => {
  const domain = parseDomain(asked.domain)
  const { clientId, clientSecret } = asked
  if (!parts.app && clientId && clientSecret) {
    await parts.database.transaction((tx) => keepApp(parts, tx, by.workspaceId, { clientId, clientSecret }))
  }
  const oauth = await openOAuth(parts, by.workspaceId, domain.origin)
  const state = randomBytes(32).toString('base64url')
  const proof = await newProof()
  const now = parts.outside.clock.now()
  await insertAttempt(parts.database.db, {
    stateHash: hash(state),
    workspaceId: by.workspaceId,
    userId: by.userId,
    sessionHash: hash(by.sessionId ?? ''),
    settings: { domain: domain.domain, origin: domain.origin },
    sealed: parts.seal.seal({ verifier: proof.verifier }, purposeOf('attempt', by.workspaceId)),
    now,
    expiresAt: new Date(now.getTime() + tripMs),
  })
  const redirectUri = callbackUrl(parts)
  const authorizeUrl = oauth.authorizeUrl({
    redirectUri,
    state,
    challenge: proof.challenge,
  })
  return { authorizeUrl, domain: domain.domain, host: domain.host }
}

export interface Arrival {
  readonly code?: string | undefined
  readonly state?: string | undefined
  readonly error?: string | undefined
  readonly error_description?: string | undefined
}

/**
 * Ends a trip. `by` is who the browser says it is now, or null. Never rejects for what a person can do wrong:
 * it answers the problem instead, and what Salesforce said of it is kept for `tripProblem`. `connected` joins the
 * storing transaction.
 */
export const arrive = async (
  parts: ConnectionParts,
  by: Actor | null,
  query: Arrival,
  connected: (tx: Tx, by: Actor, connectionId: string) => Promise<void>,
): Promise<{ problem: TripProblem | null }> => {
  const now = parts.outside.clock.now()
  const attempt = query.state ? await findAttempt(parts.database.db, hash(query.state)) : null
  const problem = attempt ? objection(attempt, by, now) : 'wrong_state'
  if (!attempt || !by || problem) return { problem: problem ?? 'lost_session' }
  // The statement lets one arrival through: a replayed address finds the trip used.
  if (!(await spendAttempt(parts.database.db, attempt.stateHash, now))) return { problem: 'replayed_code' }
  try {
    if (query.error) throw oauthFault(query.error, query.error_description ?? '')
    if (!query.code) return { problem: 'refused' }
    await settle(parts, by, attempt, query.code, connected)
    return { problem: null }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    parts.outside.log.warn({ code: error.explanation.code }, 'connecting Salesforce failed')
    await keepTripProblem(parts.database.db, attempt.stateHash, error.explanation)
    return { problem: problemOf(error) }
  }
}

const objection = (attempt: Attempt, by: Actor | null, now: Date): TripProblem | null => {
  if (!by?.sessionId) return 'lost_session'
  if (by.workspaceId !== attempt.workspaceId) return 'other_workspace'
  if (hash(by.sessionId) !== attempt.sessionHash) return 'lost_session'
  if (by.role === 'member') return 'not_admin'
  if (attempt.used) return 'replayed_code'
  return attempt.expiresAt <= now ? 'expired_code' : null
}

const settle = async (
  parts: ConnectionParts,
  by: Actor,
  attempt: Attempt,
  code: string,
  connected: (tx: Tx, by: Actor, connectionId: string) => Promise<void>,
): Promise<void> => {
  const { verifier } = parts.seal.open<{ verifier: string }>(
    attempt.sealed,
    purposeOf('attempt', attempt.workspaceId),
  )
  const oauth = await openOAuth(parts, attempt.workspaceId, attempt.settings.origin)
  const tokens = await oauth.exchangeCode({ code, verifier, redirectUri: callbackUrl(parts) })
  const approvalId = await approved(parts, attempt.workspaceId, tokens)
  const former = await findConnection(parts.database.db, by.workspaceId, 'salesforce')
  const revokeFormer = former && (await revocation(parts, former, tokens.refreshToken))
  try {
    await keep(parts, by, attempt, tokens, approvalId, connected)
  } catch (error) {
    // A grant nobody holds would count against the five a user may give.
    if (tokens.refreshToken && (await oauth.revoke(tokens.refreshToken)))
      await endApproval(parts.database.db, approvalId, parts.outside.clock.now())
    throw error
  }
  // The embedded database confirms without having written, and a refresh token cannot be had again.
  await parts.database.settle(0)
  // For the same reason as above: reconnecting leaves the grant before without a holder.
  await revokeFormer?.()
}

const approved = async (
  parts: ConnectionParts,
  workspaceId: string,
  { orgId, userId }: Tokens,
): Promise<string | null> => {
  if (orgId === null || userId === null) return null
  const { clientId } = await salesforceApp(parts, workspaceId)
  const now = parts.outside.clock.now()
  return countApproval(parts.database.db, workspaceId, { orgId, userId, clientId }, now)
}

const keep = async (
  parts: ConnectionParts,
  by: Actor,
  attempt: Attempt,
  tokens: Tokens,
  approvalId: string | null,
  connected: (tx: Tx, by: Actor, connectionId: string) => Promise<void>,
): Promise<void> => {
  const { accessToken, refreshToken } = tokens
  const instanceUrl = tokens.instanceUrl ?? attempt.settings.origin
  const identity = await whoIs(parts, { accessToken, instanceUrl })
  await parts.database.transaction(async (tx) => {
    const existing = await findConnection(tx, by.workspaceId, 'salesforce')
    checkOrg(existing, identity)
    const id = await storeConnection(tx, {
      workspaceId: by.workspaceId,
      tool: 'salesforce',
      accountId: identity.orgId,
      accountName: identity.orgName,
      settings: {
        ...attempt.settings,
        instanceUrl,
        sandbox: identity.sandbox,
        userId: identity.userId,
        userName: identity.userName,
      },
      sealed: parts.seal.seal(
        { accessToken, refreshToken, instanceUrl },
        purposeOf('tokens', by.workspaceId),
      ),
      approvalId,
      by: { userId: by.userId, name: by.name },
      now: parts.outside.clock.now(),
    })
    await noteReconnected(parts, tx, existing)
    await connected(tx, by, id)
  })
}

/** Rejects with `Refused` when the workspace is connected to another org than this one. */
export const checkOrg = (existing: Connection | null, identity: CrmIdentity): void => {
  if (existing && existing.accountId !== identity.orgId)
    throw otherOrg(existing.accountName, identity.orgName)
}

const otherOrg = (before: string, now: string): Refused =>
  new Refused({
    code: 'other_org',
    what: `This is another org (${now}) than the one connected before (${before}).`,
    means: 'Nothing was changed: another org would replace every contact.',
    who: 'A Crosswalk admin',
    how: 'Connect to the earlier org, or disconnect it first if you really want the other one.',
  })

const problems: Readonly<Record<string, TripProblem>> = {
  other_org: 'other_org',
  access_denied: 'denied',
  scope_missing: 'missing_scope',
  scope_refused: 'missing_scope',
  code_expired: 'expired_code',
  callback_mismatch: 'app_problem',
  pkce_required: 'app_problem',
}

const problemOf = (fault: Fault): TripProblem => {
  const known = problems[fault.explanation.code]
  if (known) return known
  if (fault.kind === 'try_later') return 'unreachable'
  return /client|app/.test(fault.explanation.code) ? 'app_problem' : 'refused'
}
