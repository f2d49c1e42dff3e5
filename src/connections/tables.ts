import { sql, type Generated } from 'kysely'
import type { Explanation } from '../base/errors.ts'
import type { Db, Tx } from '../db/db.ts'

declare module '../db/db.ts' {
  interface Tables {
    connections: {
      id: Generated<string>
      workspace_id: string
      tool: Tool
      state: ConnectionState
      way: Generated<Way>
      account_id: string
      account_name: string
      settings: unknown
      sealed: Buffer | null
      token_version: Generated<number>
      lease_by: string | null
      lease_until: Date | null
      problem: unknown
      connected_by: string | null
      connected_by_name: string | null
      connected_at: Generated<Date>
      disconnected_at: Date | null
      refreshed_at: Date | null
      approval_id: string | null
    }
    oauth_apps: { workspace_id: string; tool: Tool; client_id: string; sealed: Buffer }
    oauth_attempts: {
      state_hash: string
      workspace_id: string
      user_id: string | null
      session_hash: string
      settings: unknown
      sealed: Buffer
      created_at: Date
      expires_at: Date
      used_at: Date | null
      problem: unknown
    }
  }
}

export type Tool = 'salesforce' | 'stripe' | 'csv'

/** `blocked`: an admin of the source must change something; `sign_in_needed`: only a new approval helps. */
export type ConnectionState = 'connected' | 'blocked' | 'sign_in_needed' | 'disconnected'

/** How the grant came about: a person approved it, or the app runs as its integration user. */
export type Way = 'person' | 'integration_user'

/** A connection without its secrets. */
export interface Connection {
  readonly id: string
  readonly workspaceId: string
  readonly tool: Tool
  readonly state: ConnectionState
  readonly way: Way
  readonly accountId: string
  readonly accountName: string
  readonly settings: Readonly<Record<string, string | boolean | null>>
  readonly problem: Explanation | null
  readonly connectedByName: string | null
  readonly connectedAt: Date
  /** The approval it rests on; null when none was counted. */
  readonly approvalId: string | null
}

const columns = [
  'id',
  'workspace_id as workspaceId',
  'tool',
  'state',
  'way',
  'account_id as accountId',
  'account_name as accountName',
  'settings',
  'problem',
  'connected_by_name as connectedByName',
  'connected_at as connectedAt',
  'approval_id as approvalId',
] as const

/** The workspace's live connections, billing tools in the order they were connected. */
export const listConnections = async (db: Db | Tx, workspaceId: string): Promise<Connection[]> =>
  (await db
    .selectFrom('connections')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('state', '<>', 'disconnected')
    .orderBy('connected_at')
    .orderBy('tool')
    .execute()) as Connection[]

/** The workspace's live connection to one tool, or null. */
export const findConnection = async (
  db: Db | Tx,
  workspaceId: string,
  tool: Tool,
): Promise<Connection | null> =>
  (await listConnections(db, workspaceId)).find((one) => one.tool === tool) ?? null

/** The billing tool that was disconnected last: it speaks for the customers until another one does. */
export const lastBilling = async (db: Db | Tx, workspaceId: string): Promise<Connection | null> =>
  ((await db
    .selectFrom('connections')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'disconnected')
    .where('tool', '<>', 'salesforce')
    .orderBy('disconnected_at', 'desc')
    .limit(1)
    .executeTakeFirst()) as Connection) ?? null

export const connectionById = async (db: Db | Tx, id: string): Promise<Connection | null> =>
  ((await db
    .selectFrom('connections')
    .select(columns)
    .where('id', '=', id)
    .executeTakeFirst()) as Connection) ?? null

/** What a new or renewed connection stores. */
export interface NewConnection {
  readonly workspaceId: string
  readonly tool: Tool
  readonly accountId: string
  readonly accountName: string
  readonly settings: Readonly<Record<string, string | boolean | null>>
  readonly sealed: Buffer | null
  /** Default: a person. */
  readonly way?: Way
  readonly approvalId?: string | null
  readonly by: { readonly userId: string | null; readonly name: string }
  readonly now: Date
}

/** Stores a connection: the live one of that tool keeps its id (and so its mirror), else a new one. */
export const storeConnection = async (tx: Tx, fresh: NewConnection): Promise<string> => {
  const values = {
    state: 'connected' as const,
    account_id: fresh.accountId,
    account_name: fresh.accountName,
    settings: JSON.stringify(fresh.settings),
    sealed: fresh.sealed,
    way: fresh.way ?? ('person' as const),
    approval_id: fresh.approvalId ?? null,
    refreshed_at: fresh.now,
    lease_by: null,
    lease_until: null,
    problem: null,
    connected_by: fresh.by.userId,
    connected_by_name: fresh.by.name,
    connected_at: fresh.now,
  }
  const row = await tx
    .insertInto('connections')
    .values({ workspace_id: fresh.workspaceId, tool: fresh.tool, ...values })
    .onConflict((clash) =>
      clash
        .columns(['workspace_id', 'tool'])
        .where('state', '<>', 'disconnected')
        .doUpdateSet({ ...values, token_version: sql<number>`connections.token_version + 1` }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** Takes the secret away and closes the connection. */
export const closeConnection = async (tx: Tx, id: string, now: Date): Promise<void> => {
  await tx
    .updateTable('connections')
    .set({ state: 'disconnected', sealed: null, disconnected_at: now, problem: null })
    .where('id', '=', id)
    .execute()
}

export interface Secret {
  readonly sealed: Buffer
  readonly version: number
  readonly state: ConnectionState
  readonly problem: Explanation | null
}

export const readSecret = async (db: Db | Tx, id: string): Promise<Secret | null> => {
  const row = await db
    .selectFrom('connections')
    .select(['sealed', 'token_version', 'state', 'problem'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row?.sealed) return null
  const { sealed, token_version: version, state, problem } = row
  return { sealed: Buffer.from(sealed), version, state, problem: problem as Explanation | null }
}

export const storeApp = async (
  tx: Tx,
  workspaceId: string,
  clientId: string,
  sealed: Buffer,
): Promise<void> => {
  await tx
    .insertInto('oauth_apps')
    .values({ workspace_id: workspaceId, tool: 'salesforce', client_id: clientId, sealed })
    .onConflict((clash) =>
      clash.columns(['workspace_id', 'tool']).doUpdateSet({ client_id: clientId, sealed }),
    )
    .execute()
}

export const readApp = async (
  db: Db | Tx,
  workspaceId: string,
): Promise<{ clientId: string; sealed: Buffer } | null> => {
  const row = await db
    .selectFrom('oauth_apps')
    .select(['client_id', 'sealed'])
    .where('workspace_id', '=', workspaceId)
    .where('tool', '=', 'salesforce')
    .executeTakeFirst()
  return row ? { clientId: row.client_id, sealed: Buffer.from(row.sealed) } : null
}
