import { sql } from 'kysely'
import { Gone } from '../../base/errors.ts'
import type { Db, Tx } from '../../db/db.ts'
import type { AlertKind, AlertParts } from '../alerts/parts.ts'
import type * as contract from './contract.ts'
import type * as z from 'zod'
import { newSecret } from './sign.ts'
import { shownAddress } from './addresses.ts'

/** Webhooks as they are kept: everything that lets others in is sealed, and only sending opens it. */

export type Webhook = z.output<typeof contract.webhook>
export type Format = Webhook['format']

/** What is sealed. */
interface Secrets {
  readonly address: string
  /** Null for a chat. */
  readonly secret: string | null
  /** The secret before, while it signs too. */
  readonly old?: { readonly secret: string; readonly until: string }
}

/** How long an old secret signs beside the new one. */
const overlapMs = 24 * 3_600_000

const purposeOf = (workspaceId: string): string => `webhook of workspace ${workspaceId}`

interface Row extends Omit<Webhook, 'createdAt' | 'failingSince' | 'disabledAt'> {
  readonly createdAt: Date
  readonly failingSince: Date | null
  readonly disabledAt: Date | null
}

const columns = sql`id, shown as address, format, kinds, created_at as "createdAt", created_by as "createdBy",
  failing_since as "failingSince", disabled_at as "disabledAt", disabled_because as "disabledBecause"`

const answer = (row: Row): Webhook => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  failingSince: row.failingSince?.toISOString() ?? null,
  disabledAt: row.disabledAt?.toISOString() ?? null,
})

export const listWebhooks = async (tx: Tx, workspaceId: string): Promise<Webhook[]> => {
  const { rows } = await sql<Row>`select ${columns} from webhooks
    where workspace_id = ${workspaceId} order by created_at, id`.execute(tx)
  return rows.map(answer)
}

/** One webhook of the workspace; `Gone` otherwise. */
export const webhookById = async (db: Db | Tx, workspaceId: string, id: string): Promise<Webhook> => {
  const { rows } = await sql<Row>`select ${columns} from webhooks
    where workspace_id = ${workspaceId} and id = ${id}`.execute(db)
  if (!rows[0]) throw gone()
  return answer(rows[0])
}

const gone = (): Gone =>
  new Gone({ code: 'webhook_gone', what: 'There is no such webhook, or it was removed.' })

/** Adds one. The secret is answered this once; a chat has none. */
export const addWebhook = async (
  tx: Tx,
  parts: Pick<AlertParts, 'seal' | 'random'>,
  by: { readonly workspaceId: string; readonly name: string },
  wanted: { readonly url: URL; readonly format: Format; readonly kinds: readonly AlertKind[] },
  now: Date,
): Promise<{ readonly webhook: Webhook; readonly secret: string | null }> => {
  const { url, format, kinds } = wanted
  const secret = format === 'standard' ? newSecret(parts.random) : null
  const secrets: Secrets = { address: url.href, secret }
  const { rows } = await sql<Row>`
    insert into webhooks (workspace_id, sealed, shown, format, kinds, created_at, created_by)
    values (${by.workspaceId}, ${parts.seal.seal(secrets, purposeOf(by.workspaceId))}, ${shownAddress(url, format)},
      ${format}, ${[...new Set(kinds)]}::text[], ${now}, ${by.name})
    returning ${columns}`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('A webhook that was just written is not there.')
  return { webhook: answer(row), secret }
}

/** Changes what it is told, or switches it on or off. Switched on, its failures are forgotten. */
export const changeWebhook = async (
  tx: Tx,
  workspaceId: string,
  id: string,
  { kinds, on }: { readonly kinds?: readonly AlertKind[] | undefined; readonly on?: boolean | undefined },
  now: Date,
): Promise<Webhook> => {
  if (kinds)
    await sql`update webhooks set kinds = ${[...new Set(kinds)]}::text[]
      where workspace_id = ${workspaceId} and id = ${id}`.execute(tx)
  if (on === true)
    await sql`update webhooks set disabled_at = null, disabled_because = null, failing_since = null
      where workspace_id = ${workspaceId} and id = ${id} and disabled_at is not null`.execute(tx)
  if (on === false) await disable(tx, workspaceId, id, null, now)
  return webhookById(tx, workspaceId, id)
}

/** Switches one off, with what was on its way to it. False when it was off already. */
export const disable = async (
  tx: Tx,
  workspaceId: string,
  id: string,
  because: string | null,
  now: Date,
): Promise<boolean> => {
  const { rows } = await sql`update webhooks set disabled_at = ${now}, disabled_because = ${because}
    where workspace_id = ${workspaceId} and id = ${id} and disabled_at is null returning id`.execute(tx)
  await sql`update alert_deliveries set state = 'failed', next_at = null, outcome = 'The webhook was switched off.'
    where webhook_id = ${id} and workspace_id = ${workspaceId} and state = 'waiting'`.execute(tx)
  return rows.length > 0
}

export const removeWebhook = async (tx: Tx, workspaceId: string, id: string): Promise<string> => {
  const { rows } = await sql<{ shown: string }>`delete from webhooks
    where workspace_id = ${workspaceId} and id = ${id} returning shown`.execute(tx)
  if (!rows[0]) throw gone()
  return rows[0].shown
}

/** A new secret. The one before signs too for a day, so that the receiver can change over without losing anything. */
export const rotateSecret = async (
  tx: Tx,
  parts: Pick<AlertParts, 'seal' | 'random'>,
  workspaceId: string,
  id: string,
  now: Date,
): Promise<{ readonly secret: string; readonly oldUntil: string } | null> => {
  const kept = await openSecrets(tx, parts, workspaceId, id)
  if (!kept) throw gone()
  if (kept.secret === null) return null
  const secret = newSecret(parts.random)
  const until = new Date(now.getTime() + overlapMs).toISOString()
  const secrets: Secrets = { address: kept.address, secret, old: { secret: kept.secret, until } }
  await sql`update webhooks set sealed = ${parts.seal.seal(secrets, purposeOf(workspaceId))}
    where workspace_id = ${workspaceId} and id = ${id}`.execute(tx)
  return { secret, oldUntil: until }
}

/** Where to send, and with which secrets to sign now; null when it was removed. */
export const sendingTo = async (
  db: Db | Tx,
  parts: Pick<AlertParts, 'seal'>,
  workspaceId: string,
  id: string,
  now: Date,
): Promise<{ readonly address: string; readonly secrets: readonly string[] } | null> => {
  const kept = await openSecrets(db, parts, workspaceId, id)
  if (!kept) return null
  const old = kept.old && new Date(kept.old.until) > now ? [kept.old.secret] : []
  return { address: kept.address, secrets: kept.secret === null ? [] : [kept.secret, ...old] }
}

const openSecrets = async (
  db: Db | Tx,
  { seal }: Pick<AlertParts, 'seal'>,
  workspaceId: string,
  id: string,
): Promise<Secrets | null> => {
  const { rows } = await sql<{ sealed: Buffer }>`select sealed from webhooks
    where workspace_id = ${workspaceId} and id = ${id}`.execute(db)
  return rows[0] ? seal.open<Secrets>(rows[0].sealed, purposeOf(workspaceId)) : null
}
