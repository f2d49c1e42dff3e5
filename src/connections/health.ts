import { sql, type Generated } from 'kysely'
import { Refused, SignInAgain, type Explanation, type Fault } from '../base/errors.ts'
import { transaction, type Db, type Tx } from '../db/db.ts'
import { endApproval } from './approvals.ts'
import type { ConnectionParts } from './parts.ts'
import type { Connection, ConnectionState, Tool, Way } from './tables.ts'

declare module '../db/db.ts' {
  interface Tables {
    connection_events: {
      id: Generated<number>
      workspace_id: string
      connection_id: string
      at: Date
      from_state: ConnectionState
      to_state: ConnectionState
      code: string | null
      problem: unknown
    }
  }
}

/**
 * How a connection stands, and what moves it.
 *
 * Invariants. A refused grant is final: only a new approval leads out of `sign_in_needed`. A change is told once, in the
 * transaction that makes it: hearing the same refusal again changes nothing and tells nobody. Passing troubles are
 * noted as the problem of a connected connection and are no change.
 */

/** A connection stopped working, works again, or stopped for another reason. */
export interface StateChange {
  readonly workspaceId: string
  readonly connectionId: string
  readonly tool: Tool
  readonly accountName: string
  readonly from: ConnectionState
  readonly to: ConnectionState
  /** Null when it works again. */
  readonly problem: Explanation | null
  readonly at: Date
}

/** What an admin of Salesforce, or of this Crosswalk, can put right without anybody approving anew. */
const mendable: ReadonlySet<string> = new Set([
  'api_not_for_user',
  'api_not_in_edition',
  'app_blocked',
  'app_not_allowed',
  'app_not_approved',
  'app_not_found',
  'app_missing',
  'approval_failed',
  'client_id_unknown',
  'client_secret_wrong',
  'domain_not_supported',
  'flow_disabled',
  'flow_not_supported',
  'identity_missing',
  'instance_foreign',
  'ip_restricted',
  'moved',
  'no_run_as_user',
  'oauth_error',
  'request_refused',
  'scope_missing',
  'scope_refused',
  'sealing_key_changed',
  'session_locked',
  'signature_wrong',
])

/** Answers that say the approval itself is over at Salesforce. */
const overThere: ReadonlySet<string> = new Set(['grant_expired', 'refresh_lost', 'user_inactive'])

/** The state a fault puts a connection in; null when it says nothing about the connection as a whole. */
export const stateAfter = (fault: Fault, tool: Tool, way: Way): 'blocked' | 'sign_in_needed' | null => {
  const { code } = fault.explanation
  if (fault instanceof SignInAgain) {
    // The session alone is over; whether the grant is, only a renewal can tell.
    if (code === 'session_over') return null
    const asksAnew = way === 'integration_user' && code !== 'other_org'
    return asksAnew ? 'blocked' : 'sign_in_needed'
  }
  return tool === 'salesforce' && fault instanceof Refused && mendable.has(code) ? 'blocked' : null
}

/**
 * Notes what went wrong with a connection. With `version`, only while its tokens are that version: who has newer ones
 * was not refused. Answers about a grant that was replaced meanwhile are dropped.
 */
export const noteFault = async (
  parts: ConnectionParts,
  connection: Connection,
  fault: Fault,
  version: number | null = null,
): Promise<void> => {
  const to = stateAfter(fault, connection.tool, connection.way)
  const problem = fault.explanation
  await transaction(parts.database.db, async (tx) => {
    const now = await lockState(tx, connection.id)
    if (!now || (version !== null && now.version !== version)) return
    if (now.connectedAt.getTime() !== connection.connectedAt.getTime()) return
    // Final, until somebody approves anew.
    if (now.state === 'sign_in_needed') return
    if (to) await move(parts, tx, connection, now, to, problem)
    else if (now.state === 'connected') await setProblem(tx, connection.id, problem)
    if (to === 'sign_in_needed' && overThere.has(problem.code))
      await endApproval(tx, connection.approvalId, parts.outside.clock.now())
  })
}

/**
 * Notes that the source let us in and answered. Of Salesforce that is no way out of `sign_in_needed`: the answer came to
 * a session that outlives its grant for a while. A key that opens is a good key.
 */
export const noteWell = async (parts: ConnectionParts, connection: Connection): Promise<void> => {
  await transaction(parts.database.db, async (tx) => {
    const now = await lockState(tx, connection.id)
    if (!now || (now.state === 'sign_in_needed' && connection.tool === 'salesforce')) return
    if (now.state !== 'connected') await move(parts, tx, connection, now, 'connected', null)
    else await setProblem(tx, connection.id, null)
  })
}

/** Notes, in the transaction that stores a new approval, that a connection which had stopped works again. */
export const noteReconnected = async (
  parts: ConnectionParts,
  tx: Tx,
  before: Connection | null,
): Promise<void> => {
  if (!before || before.state === 'connected') return
  await tell(parts, tx, {
    ...subject(before),
    from: before.state,
    to: 'connected',
    problem: null,
    at: parts.outside.clock.now(),
  })
}

interface Locked {
  readonly state: ConnectionState
  readonly code: string | null
  readonly version: number
  readonly connectedAt: Date
}

const lockState = async (tx: Tx, id: string): Promise<Locked | null> => {
  const row = await tx
    .selectFrom('connections')
    .select(['state', 'token_version as version', 'connected_at as connectedAt'])
    .select(sql<string | null>`problem ->> 'code'`.as('code'))
    .where('id', '=', id)
    .where('state', '<>', 'disconnected')
    .forUpdate()
    .executeTakeFirst()
  return row ?? null
}

const move = async (
  parts: ConnectionParts,
  tx: Tx,
  connection: Connection,
  now: Locked,
  to: ConnectionState,
  problem: Explanation | null,
): Promise<void> => {
  if (now.state === to && now.code === (problem?.code ?? null)) return
  await tx
    .updateTable('connections')
    .set({ state: to, problem: problem && JSON.stringify(problem) })
    .where('id', '=', connection.id)
    .execute()
  const at = parts.outside.clock.now()
  await tell(parts, tx, { ...subject(connection), from: now.state, to, problem, at })
}

const setProblem = async (tx: Tx, id: string, problem: Explanation | null): Promise<void> => {
  await tx
    .updateTable('connections')
    .set({ problem: problem && JSON.stringify(problem) })
    .where('id', '=', id)
    .execute()
}

const subject = ({ workspaceId, id, tool, accountName }: Connection) => ({
  workspaceId,
  connectionId: id,
  tool,
  accountName,
})

const tell = async (parts: ConnectionParts, tx: Tx, change: StateChange): Promise<void> => {
  const { workspaceId, connectionId, from, to, problem, at } = change
  await tx
    .insertInto('connection_events')
    .values({
      workspace_id: workspaceId,
      connection_id: connectionId,
      at,
      from_state: from,
      to_state: to,
      code: problem?.code ?? null,
      problem: problem && JSON.stringify(problem),
    })
    .execute()
  await parts.told?.(tx, change)
}

/** What a person can do about it on the page, besides what the problem says. */
export type Remedy = 'reconnect' | 'check_again' | 'new_app_secret'

/** The ways out that belong to a state and its reason, the most likely first. */
export const remediesOf = (state: ConnectionState, code: string | null): readonly Remedy[] => {
  if (state === 'sign_in_needed') return ['reconnect']
  if (state !== 'blocked') return []
  if (code === 'client_secret_wrong' || code === 'client_id_unknown' || code === 'app_missing')
    return ['new_app_secret', 'check_again']
  return code === 'sealing_key_changed' || code === 'scope_missing' || code === 'moved'
    ? ['reconnect', 'check_again']
    : ['check_again']
}

/** What happened to a connection, newest first. */
export const listChanges = async (
  db: Db | Tx,
  connectionId: string,
): Promise<readonly { from: ConnectionState; to: ConnectionState; code: string | null; at: Date }[]> =>
  db
    .selectFrom('connection_events')
    .select(['from_state as from', 'to_state as to', 'code', 'at'])
    .where('connection_id', '=', connectionId)
    .orderBy('id', 'desc')
    .execute()
