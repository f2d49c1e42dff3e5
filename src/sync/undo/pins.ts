import { sql, type RawBuilder } from 'kysely'
import type * as z from 'zod'
import { Gone } from '../../base/errors.ts'
import { historyLabel, historyValue, lockWorkspace } from '../../customers/customers.ts'
import type { Tx } from '../../db/db.ts'
import type * as contract from './contract.ts'

type Pin = z.output<typeof contract.pin>
type Asked = z.output<typeof contract.listPins.input>

interface Row extends Omit<Pin, 'customer' | 'sentence' | 'fields' | 'at'> {
  readonly customerId: string
  readonly customerName: string | null
  readonly values: Readonly<Record<string, string | boolean | null>>
  readonly at: Date
}

/** Pins, newest first. */
export const listPins = async (
  tx: Tx,
  workspaceId: string,
  { search, about, customerId, offset, limit }: Asked,
): Promise<{ total: number; pins: Pin[] }> => {
  const like = search ? `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%` : null
  const found = sql`from pins p left join customers c on c.id = p.customer_id
    where p.workspace_id = ${workspaceId}
      ${about ? sql`and p.about = ${about}` : sql``}
      ${customerId ? sql`and p.customer_id = ${customerId}` : sql``}
      ${like === null ? sql`` : sql`and (p.subject ilike ${like} or c.name ilike ${like} or c.external_id ilike ${like})`}`
  const counted = await sql<{ total: number }>`select count(*) as total ${found}`.execute(tx)
  const { rows } = await sql<Row>`
    select p.id, p.about, p.customer_id as "customerId", c.name as "customerName", p.subject, p.hold, p.values,
      p.undone_run as "undoneRun", p.run_id as "runId", p.by_name as "by", p.at
    ${found} order by p.at desc, lower(c.name), lower(p.subject), p.id limit ${limit} offset ${offset}`.execute(
    tx,
  )
  return { total: counted.rows[0]?.total ?? 0, pins: rows.map(described) }
}

const described = ({ customerId, customerName, values, at, ...pin }: Row): Pin => ({
  ...pin,
  customer: customerName === null ? null : { id: customerId, name: customerName },
  sentence: sentences[pin.about][pin.hold],
  fields: Object.entries(pin.about === 'account_manager' ? {} : values)
    .filter(([key]) => !hidden.has(key))
    .map(([key, value]) => ({ name: historyLabel(key), value: historyValue(key, value) })),
  at: at.toISOString(),
})

const hidden = new Set(['source', 'sourceId', 'sourceCreatedAt', 'connectionId', 'userId', 'sourceUserId'])

const sentences: Readonly<Record<Pin['about'], Readonly<Record<Pin['hold'], string>>>> = {
  customer: {
    present: 'Stays a customer, also when the billing tool no longer lists it.',
    absent: 'Stays away, also when the billing tool lists it.',
    values: 'Keeps this name, whatever the billing tool says.',
  },
  contact: {
    present: 'Stays a contact, with these values, also when its source no longer has it.',
    absent: 'Stays away, also when its source has it.',
    values: 'Keeps these values, whatever its source says.',
  },
  account_manager: {
    present: 'Stays account manager, whoever owns the account in Salesforce.',
    absent: 'Stays without account manager, whoever owns the account in Salesforce.',
    values: 'Stays account manager, whoever owns the account in Salesforce.',
  },
}

/**
 * Deletes pins, so that the sources' word counts again from the next run on. Answers how many, and whose. With the pin
 * that keeps a customer there go those of its contacts and account manager: nothing would be left for them to hold.
 */
const release = async (tx: Tx, workspaceId: string, which: RawBuilder<unknown>): Promise<number> => {
  await lockWorkspace(tx, workspaceId)
  const { numAffectedRows } = await sql`
    delete from pins p where p.workspace_id = ${workspaceId} and (${which} or p.customer_id in (
      select p.customer_id from pins p
      where p.workspace_id = ${workspaceId} and p.about = 'customer' and p.hold = 'present' and ${which}))`.execute(
    tx,
  )
  return Number(numAffectedRows ?? 0n)
}

/** One pin by its id. Answers what it was about. */
export const releasePin = async (
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<{ released: number; subject: string }> => {
  const { rows } = await sql<{ subject: string }>`
    select subject from pins where workspace_id = ${workspaceId} and id = ${id}`.execute(tx)
  if (!rows[0]) throw noPin()
  return { released: await release(tx, workspaceId, sql`p.id = ${id}`), subject: rows[0].subject }
}

/** All pins of an undo (named by itself or by the run it took back), of a customer, or of both at once. */
export const releasePins = (
  tx: Tx,
  workspaceId: string,
  { runId, customerId }: { readonly runId: string | null; readonly customerId: string | null },
): Promise<number> =>
  release(
    tx,
    workspaceId,
    sql`(${runId === null ? sql`true` : sql`(p.undone_run = ${runId} or p.run_id = ${runId})`}
      and ${customerId === null ? sql`true` : sql`p.customer_id = ${customerId}`})`,
  )

const noPin = (): Gone =>
  new Gone({
    code: 'pin_unknown',
    what: 'There is no such pin any more.',
    means: 'Somebody may have released it already.',
    how: 'Reload the page.',
  })
