import { sql } from 'kysely'
import { csvLine } from '../base/csv.ts'
import { Refused } from '../base/errors.ts'
import type { Billing, BillingContact, BillingCustomer } from '../connectors/connector.ts'
import { transaction, type Db, type Tx } from '../db/db.ts'
import { countMerged, removeMissing, withTheRest, type RowsMerged } from './merge.ts'
import { openStage, type Stage } from './stage.ts'
import { countRows, mirrorTables, readRecord, storeReadRecord, workspaceOf } from './tables.ts'

/** What it takes to read a billing tool. */
export interface BillingReading {
  readonly db: Db
  readonly billing: Pick<Billing, 'read'>
  readonly connectionId: string
  readonly runId: string
  readonly now: Date
  readonly signal: AbortSignal
  /** Codes of doubts that a person has taken as the truth. */
  readonly accepts: readonly string[]
  progress(done: number, total: number | null): void
}

/** One list of a billing tool as it came: its part of the receipt. No tool says beforehand how long its list is. */
export interface BillingObjectRead extends RowsMerged {
  readonly object: 'customers' | 'customer_contacts'
  readonly came: number
  readonly removed: number
  readonly before: number
  readonly after: number
}

export interface BillingReadOutcome {
  readonly customers: number
  readonly contacts: number
  readonly stored: number
  readonly removed: number
  readonly objects: readonly BillingObjectRead[]
}

/** The columns of a stage of customers, in the order of `customerLine`; of contacts below. */
export const customerColumns = ['id', 'name', 'created_at', 'fields'] as const
export const contactColumns = [
  'id',
  'customer_id',
  'email',
  'first_name',
  'last_name',
  'phone',
  'job_title',
  'main',
  'created_at',
] as const

/** One row for a stage's COPY. */
export const customerLine = (one: BillingCustomer): string =>
  csvLine([one.id, one.name, one.createdAt, JSON.stringify(one.fields)])

export const contactLine = (one: BillingContact): string =>
  csvLine([
    one.id,
    one.customerId,
    one.email,
    one.firstName,
    one.lastName,
    one.phone,
    one.jobTitle,
    one.main,
    one.createdAt,
  ])

/**
 * Reads every customer of a billing tool and makes the mirror equal to it. Rejects, with the mirror as it was,
 * when the read breaks off, or is empty where there were customers.
 */
export const readBilling = async (reading: BillingReading): Promise<BillingReadOutcome> => {
  const customers = await openStage(reading.db, reading.runId, 'customers', customerColumns)
  const contacts = await openStage(reading.db, reading.runId, 'customer_contacts', contactColumns)
  try {
    const before = await readRecord(reading.db, reading.connectionId, 'customers')
    let done = 0
    for await (const page of reading.billing.read()) {
      reading.signal.throwIfAborted()
      done += await storeLines(customers, page.customers.map(customerLine))
      await storeLines(contacts, page.contacts.map(contactLine))
      reading.progress(done, before?.rows ?? null)
    }
    if (done === 0 && (before?.rows ?? 0) > 0 && !reading.accepts.includes('read_empty'))
      throw emptied(before?.rows ?? 0)
    return await transaction(reading.db, (tx) => mergeBilling(tx, reading, customers.name, contacts.name))
  } finally {
    await customers.drop()
    await contacts.drop()
  }
}

const storeLines = async (stage: Stage, lines: readonly string[]): Promise<number> =>
  lines.length === 0 ? 0 : stage.store(Buffer.from(lines.join('')))

/**
 * Makes the mirror of a billing connection equal to two stages that hold all of it. What has no stage was not read:
 * it stays, and is not on record as complete.
 */
export const mergeBilling = async (
  tx: Tx,
  target: { readonly connectionId: string; readonly runId: string | null; readonly now: Date },
  customers: string | null,
  contacts: string | null,
): Promise<BillingReadOutcome> => {
  const read = [
    ['customers', customers],
    ['customer_contacts', contacts],
  ] as const
  const objects: BillingObjectRead[] = []
  for (const [object, stage] of read) if (stage) objects.push(await mergeObject(tx, target, object, stage))
  const sum = (count: (one: BillingObjectRead) => number): number =>
    objects.reduce((all, one) => all + count(one), 0)
  return {
    customers: await countRows(tx, target.connectionId, 'customers'),
    contacts: await countRows(tx, target.connectionId, 'customer_contacts'),
    stored: sum(({ created, changed }) => created + changed),
    removed: sum(({ removed }) => removed),
    objects,
  }
}

const mergeObject = async (
  tx: Tx,
  {
    connectionId,
    runId,
    now,
  }: { readonly connectionId: string; readonly runId: string | null; readonly now: Date },
  object: BillingObjectRead['object'],
  stage: string,
): Promise<BillingObjectRead> => {
  const came = await countLines(tx, stage)
  const before = await countRows(tx, connectionId, object)
  const merged = await upsert(tx, object, connectionId, stage)
  const { removed } = await removeMissing(tx, connectionId, object, stage)
  const after = await countRows(tx, connectionId, object)
  await storeReadRecord(tx, connectionId, object, runId, {
    fields: [],
    coveredUntil: null,
    completeAt: now,
    rows: after,
    sweptAt: null,
    hidden: [],
    orgRows: null,
    orgRowsAt: null,
  })
  return { object, came, before, ...merged, removed, after }
}

const countLines = async (tx: Tx, stage: string): Promise<number> =>
  (await sql<{ count: number }>`select count(*) as count from ${sql.table(stage)}`.execute(tx)).rows[0]
    ?.count ?? 0

const typed: Readonly<Record<string, string>> = {
  created_at: 'timestamptz',
  fields: 'jsonb',
  main: 'boolean',
}

const upsert = async (
  tx: Tx,
  object: 'customers' | 'customer_contacts',
  connectionId: string,
  stage: string,
): Promise<RowsMerged> => {
  const columns: readonly string[] = object === 'customers' ? customerColumns : contactColumns
  const names = sql.join(columns.map((name) => sql.ref(name)))
  const values = sql.join(columns.map((name) => sql`${sql.ref(name)}::${sql.raw(typed[name] ?? 'text')}`))
  const changed = columns.filter((name) => name !== 'id')
  const set = sql.join(changed.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`))
  const written = await countMerged(
    tx,
    sql`insert into ${sql.table(mirrorTables[object])} as m (workspace_id, connection_id, ${names})
    select distinct on (id) ${workspaceOf(connectionId)}, ${connectionId}::uuid, ${values} from ${sql.table(stage)} order by id
    on conflict (connection_id, id) do update set ${set}
    where (${sql.join(changed.map((name) => sql`m.${sql.ref(name)}`))})
      is distinct from (${sql.join(changed.map((name) => sql`excluded.${sql.ref(name)}`))})`,
  )
  return withTheRest(tx, connectionId, object, stage, written)
}

const emptied = (before: number): Refused =>
  new Refused({
    code: 'read_empty',
    what: `The billing tool shows no customers at all, where there were ${before}.`,
    means: 'That is more likely a changed key or account than a lost business, so nobody was removed.',
    who: 'A Crosswalk admin',
    how: 'Check the key under Settings → Billing, then read again. If there truly are none any more, approve the run.',
  })
