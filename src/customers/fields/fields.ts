import { sql } from 'kysely'
import type * as z from 'zod'
import { Gone, Refused } from '../../base/errors.ts'
import { isDuplicate, type Tx } from '../../db/db.ts'
import type * as contract from '../contract.ts'
import { fieldLabel } from './field-label.ts'

type Field = z.output<typeof contract.customField>
type Offered = z.output<typeof contract.offeredField>

const samplesEach = 3

/** What the billing tools' fields hold: how often each is filled and a few values. */
const offeredFields = async (tx: Tx, workspaceId: string): Promise<Offered[]> => {
  const { rows } = await sql<{ key: string; filled: number; customers: number; samples: string[] }>`
    with mine as (
      select m.fields from mirror_customers m
      join connections n on n.id = m.connection_id and n.workspace_id = ${workspaceId} and n.state <> 'disconnected'
    ),
    pairs as (
      select f.key, f.value, row_number() over (partition by f.key, f.value) as copy
      from mine cross join lateral jsonb_each_text(mine.fields) f where btrim(f.value) <> ''
    ),
    ranked as (
      select key, value, copy, row_number() over (partition by key, copy order by md5(value)) as place from pairs
    )
    select key, count(*) as filled, (select count(*) from mine) as customers,
      coalesce(array_agg(left(value, 80) order by place) filter (where copy = 1 and place <= ${samplesEach}), '{}') as samples
    from ranked group by key order by key`.execute(tx)
  return rows.map((row) => ({ ...row, label: fieldLabel(row.key), source: 'billing' as const }))
}

interface Added {
  readonly id: string
  readonly key: string
  readonly label: string
}

const addedFields = async (tx: Tx, workspaceId: string): Promise<Added[]> =>
  (
    await sql<Added>`select id, key, label from custom_fields
      where workspace_id = ${workspaceId} order by created_at, id`.execute(tx)
  ).rows

/** The workspace's custom fields, and the fields the billing tool offers besides. */
export const listCustomFields = async (
  tx: Tx,
  workspaceId: string,
  identifier: string | null,
): Promise<{ fields: Field[]; offered: Offered[] }> => {
  const offered = await offeredFields(tx, workspaceId)
  const added = await addedFields(tx, workspaceId)
  const customers = offered[0]?.customers ?? 0
  const fields = added.map((field) => {
    const known = offered.find((one) => one.key === field.key)
    const values = known ?? { samples: [], filled: 0, customers, source: 'billing' as const }
    return { ...values, ...field, identifier: field.id === identifier }
  })
  return { fields, offered: offered.filter((one) => !added.some((field) => field.key === one.key)) }
}

const described = async (
  tx: Tx,
  workspaceId: string,
  id: string,
  identifier: string | null,
): Promise<Field> => {
  const found = (await listCustomFields(tx, workspaceId, identifier)).fields.find((field) => field.id === id)
  if (!found) throw noField()
  return found
}

/** Adds a field the billing tool offers. Rejects with `Refused` for one it does not, or one that was added. */
export const addCustomField = async (
  tx: Tx,
  workspaceId: string,
  wanted: { readonly key: string; readonly label: string },
  now: Date,
): Promise<Field> => {
  if (!(await offeredFields(tx, workspaceId)).some((one) => one.key === wanted.key))
    throw notOffered(wanted.key)
  const { rows } = await sql<{ id: string }>`
    insert into custom_fields (workspace_id, key, label, created_at)
    values (${workspaceId}, ${wanted.key}, ${wanted.label}, ${now}) returning id`
    .execute(tx)
    .catch((error: unknown): never => {
      if (!isDuplicate(error)) throw error
      throw new Refused({ code: 'field_added', what: 'This field has been added already.' }, 409, {
        cause: error,
      })
    })
  return described(tx, workspaceId, rows[0]?.id ?? '', null)
}

export const renameCustomField = async (
  tx: Tx,
  workspaceId: string,
  id: string,
  label: string,
  identifier: string | null,
): Promise<Field> => {
  await sql`update custom_fields set label = ${label} where workspace_id = ${workspaceId} and id = ${id}`.execute(
    tx,
  )
  return described(tx, workspaceId, id, identifier)
}

/** Removes a field from Crosswalk. Refused for the one that holds the shared identifier. Answers what it was. */
export const removeCustomField = async (
  tx: Tx,
  workspaceId: string,
  id: string,
  identifier: string | null,
): Promise<Added> => {
  const field = (await addedFields(tx, workspaceId)).find((one) => one.id === id)
  if (!field) throw noField()
  if (id === identifier) throw isIdentifier(field.label)
  await sql`delete from custom_fields where workspace_id = ${workspaceId} and id = ${id}`.execute(tx)
  return field
}

const noField = (): Gone =>
  new Gone({ code: 'field_unknown', what: 'There is no such custom field.', how: 'Reload the page.' })

const notOffered = (key: string): Refused =>
  new Refused({
    code: 'field_not_offered',
    what: `The billing tool has no field “${key}” with a value.`,
    how: 'Fill it for a customer there, read the billing tool again, then add it.',
  })

const isIdentifier = (label: string): Refused =>
  new Refused(
    {
      code: 'field_is_identifier',
      what: `“${label}” tells which Salesforce account each customer is.`,
      means: 'Without it every customer would lose its account.',
      how: 'Choose another field under Settings → CRM first.',
    },
    409,
  )
