import { sql } from 'kysely'
import type * as z from 'zod'
import type { Explanation } from '../../base/errors.ts'
import type { Standing } from '../../customers/customers.ts'
import type { Db, Tx } from '../../db/db.ts'
import { sourceLinks, type SourceLinks } from '../../mirror/mirror.ts'
import type * as contract from './contract.ts'
import { detailOf, type ProblemDetail } from './facts.ts'
import { tell, type ProblemKind } from './sentences.ts'

type Problem = z.output<typeof contract.problem>
type Link = Problem['links'][number]

/** A problem as it is stored, with what is shown of its customer and its choices. */
export interface ProblemRow {
  readonly id: string
  readonly kind: ProblemKind
  readonly subject: string
  /** The customer, the owner, or the workspace. */
  readonly about: string
  readonly facts: readonly (string | null)[]
  readonly said: Explanation | null
  readonly since: Date
  readonly closedAt: Date | null
  readonly customerId: string | null
  readonly externalId: string | null
  readonly customerName: string | null
  readonly connectionId: string | null
  readonly assigneeId: string | null
  readonly assigneeName: string | null
  readonly snoozedUntil: Date | null
  readonly snoozeReason: string | null
  readonly snoozedBy: string | null
}

/** Looks up once what these rows are told with, and answers how each is told. */
export const describing = async (
  db: Db | Tx,
  workspaceId: string,
  standing: Standing,
  rows: readonly ProblemRow[],
): Promise<(row: ProblemRow, now: Date) => Problem> => {
  const links = await sourceLinks(db, workspaceId)
  const names = await accountNames(db, workspaceId, rows)
  return (row, now) => ({
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    customer: customerOf(row),
    ...tell({
      kind: row.kind,
      subject: row.subject,
      detail: detailOf(row),
      field: standing.fieldLabel,
      accountField: standing.accountField,
      tool: row.connectionId ? links.toolName(row.connectionId) : 'the billing tool',
      unmatched: standing.unmatched,
      contacts: standing.contacts,
    }),
    links: linksOf(row, links, names),
    place: placeOf(row),
    since: row.since.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    ...decided(row, now),
  })
}

const customerOf = ({ customerId, externalId, customerName }: ProblemRow): Problem['customer'] =>
  customerId !== null && externalId !== null && customerName !== null
    ? { id: customerId, externalId, name: customerName }
    : null

const decided = (row: ProblemRow, now: Date): Pick<Problem, 'assignee' | 'snooze'> => ({
  assignee:
    row.assigneeId !== null && row.assigneeName !== null
      ? { id: row.assigneeId, name: row.assigneeName }
      : null,
  snooze:
    row.snoozedUntil !== null && row.snoozedUntil > now
      ? { until: row.snoozedUntil.toISOString(), reason: row.snoozeReason ?? '', by: row.snoozedBy ?? '' }
      : null,
})

const accountNames = async (
  db: Db | Tx,
  workspaceId: string,
  rows: readonly ProblemRow[],
): Promise<ReadonlyMap<string, string>> => {
  const ids = [...new Set(rows.flatMap((row) => accountsOf(detailOf(row))))]
  if (ids.length === 0) return new Map()
  const found = await sql<{ id: string; name: string }>`
    select id, max(name) as name from mirror_accounts
    where id = any (${ids}::text[]) and name is not null and connection_id in (
      select id from connections where workspace_id = ${workspaceId} and tool = 'salesforce' and state <> 'disconnected')
    group by id`.execute(db)
  return new Map(found.rows.map(({ id, name }) => [id, name]))
}

const shownCandidates = 5

const accountsOf = ({ account, candidates = [] }: ProblemDetail): readonly string[] => [
  ...(account ? [account] : []),
  ...candidates.slice(0, shownCandidates),
]

const linksOf = (row: ProblemRow, links: SourceLinks, names: ReadonlyMap<string, string>): Link[] => {
  const { kind, connectionId, externalId } = row
  const detail = detailOf(row)
  const salesforce = (object: 'Account' | 'Contact' | 'User', id: string, label: string): readonly Link[] => {
    const url = links.salesforce(object, id)
    return url === null ? [] : [{ label, url }]
  }
  const billing = connectionId && externalId ? links.billing(connectionId, externalId) : null
  return [
    ...(detail.source === 'salesforce' && detail.sourceId
      ? salesforce('Contact', detail.sourceId, 'Contact in Salesforce')
      : []),
    ...(detail.sourceUserId ? salesforce('User', detail.sourceUserId, 'User in Salesforce') : []),
    ...(connectionId && billing && billingHelps(kind, detail)
      ? [{ label: `Customer in ${links.toolName(connectionId)}`, url: billing }]
      : []),
    ...accountsOf(detail).flatMap((id) =>
      salesforce('Account', id, `${names.get(id) ?? 'Account'} in Salesforce`),
    ),
  ]
}

/** Is it something to be changed at the customer in the billing tool? */
const billingHelps = (kind: ProblemKind, { source, account }: ProblemDetail): boolean =>
  kind === 'contact_skipped'
    ? source === 'billing'
    : kind === 'no_contact' || kind === 'no_account_manager'
      ? account == null
      : kind !== 'main_contact_gone'

const placeOf = (row: ProblemRow): Problem['place'] => {
  const detail = detailOf(row)
  switch (row.kind) {
    case 'run_held':
      return { label: 'See the run and decide', path: `/activity/${detail.runId ?? ''}` }
    case 'run_failed':
      return { label: 'See the run', path: `/activity/${detail.runId ?? ''}` }
    case 'sign_in':
      return detail.tool === 'salesforce'
        ? { label: 'Settings → CRM', path: '/settings/crm' }
        : { label: 'Settings → Billing', path: '/settings/billing' }
    case 'budget':
    case 'shared_account':
      return { label: 'Settings → CRM', path: '/settings/crm' }
    case 'fields_hidden':
    case 'rows_hidden':
      return { label: 'Settings → CRM → Check-up', path: '/settings/crm/check-up' }
    case 'owner_inactive':
      return { label: 'See their customers', path: `/customers?accountManager=${detail.userId ?? ''}` }
    default:
      return null
  }
}
