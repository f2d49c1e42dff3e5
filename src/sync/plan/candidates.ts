import { sql } from 'kysely'
import type * as z from 'zod'
import { csvLine } from '../../base/csv.ts'
import { fieldLabel } from '../../customers/customers.ts'
import { copyCsv, type Tx } from '../../db/db.ts'
import { keyOf, keyTried, type KeyProblem, type Rule } from '../../match/keys.ts'
import { proposeField } from '../../match/propose.ts'
import { problemSentence } from '../../match/sentences.ts'
import type * as contract from '../contract.ts'
import { accountsByKey } from './want-customers.ts'
import { scopeOf, type Scope } from './scope.ts'

type Candidate = z.output<typeof contract.candidate>
type Example = Candidate['examples'][number]

// A field with more values than this is judged by a sample of it that is the same every time.
const mostValues = 200_000
const examplesEach = 3

/** Judges every field of the billing tool, and the external id, by its values against one Account field. */
export const judgeCandidates = async (
  tx: Tx,
  workspaceId: string,
  accountField: string,
): Promise<z.output<typeof contract.listCandidates.answer>> => {
  const scope = await scopeOf(tx, workspaceId, { identifier: { customerField: 'external_id', accountField } })
  await fillValues(tx, scope)
  if (scope.salesforce) await accountsByKey(tx, scope, scope.salesforce)
  else
    await sql`create temp table accounts_by_key (key text, live text[], live_count int, survivor text) on commit drop`.execute(
      tx,
    )
  const judged = await judge(tx)
  const examples = await pickExamples(tx)
  const labels = await labelsOf(tx, workspaceId)
  const customers = await countCustomers(tx, scope)
  const proposed = proposeField(judged)
  const candidates = judged.map((field) => ({
    ...field,
    customers,
    label:
      field.key === externalId
        ? 'Customer id of the billing tool'
        : (labels.get(field.key)?.label ?? fieldLabel(field.key)),
    customFieldId: field.key === externalId ? null : (labels.get(field.key)?.id ?? null),
    proposed: field.key === proposed,
    examples: examples.get(field.key) ?? [],
  }))
  const order = candidates.toSorted(
    (a, b) => b.matched - a.matched || b.filled - a.filled || (a.label < b.label ? -1 : 1),
  )
  return { accounts: await countAccounts(tx, scope), customers, candidates: order }
}

const externalId = 'external_id'

/** All values of all fields with the key each would have. */
const fillValues = async (tx: Tx, scope: Scope): Promise<void> => {
  await sql`create temp table field_values (
    field text, customer text, value text, key text, problem text
  ) on commit drop`.execute(tx)
  const { rows } = await sql<{ field: string; customer: string; value: string }>`
    select f.field, m.name as customer, f.value
    from mirror_customers m
    cross join lateral (
      select key as field, value from jsonb_each_text(m.fields)
      union all select ${externalId}, m.id
    ) f
    where m.connection_id = any (${[...scope.billing]}::uuid[]) and btrim(f.value) <> ''
    order by md5(m.id) limit ${mostValues}`.execute(tx)
  const lines = rows.map((row) => valueLine(scope.rule, row))
  await copyCsv(tx, 'field_values', ['field', 'customer', 'value', 'key', 'problem'], whole(lines))
  await sql`analyze field_values`.execute(tx)
}

const valueLine = (rule: Rule, row: { field: string; customer: string; value: string }): string => {
  const key = keyOf(rule, row.value)
  return csvLine([row.field, row.customer, row.value, keyTried(key), 'problem' in key ? key.problem : null])
}

const whole = async function* (lines: readonly string[]): AsyncIterable<Uint8Array> {
  yield Buffer.from(lines.join(''))
}

const judge = async (
  tx: Tx,
): Promise<{ key: string; filled: number; wellFormed: number; matched: number }[]> => {
  const { rows } = await sql<{ key: string; filled: number; wellFormed: number; matched: number }>`
    select v.field as key, count(*) as filled, count(*) filter (where v.problem is null or a.key is not null) as "wellFormed",
      count(*) filter (where a.live_count = 1 or (a.live_count = 0 and a.survivor is not null)) as matched
    from field_values v left join accounts_by_key a on a.key = v.key
    group by v.field`.execute(tx)
  return rows
}

const pickExamples = async (tx: Tx): Promise<Map<string, Example[]>> => {
  const { rows } = await sql<{
    field: string
    kind: Example['kind']
    value: string
    customer: string
    problem: KeyProblem | null
  }>`
    select field, kind, value, customer, problem from (
      select v.*, row_number() over (partition by v.field, v.kind order by v.customer, v.value) as rank
      from (
        select v.field, v.value, v.customer, v.problem,
          case
            when v.key is null or (v.problem is not null and a.key is null) then 'malformed'
            when a.key is null then 'not_found'
            when a.live_count > 1 then 'ambiguous'
            when a.live_count = 0 and a.survivor is null then 'deleted'
          end as kind
        from field_values v left join accounts_by_key a on a.key = v.key
      ) v where v.kind is not null
    ) ranked where rank <= ${examplesEach} order by field, kind, rank`.execute(tx)
  const found = new Map<string, Example[]>()
  for (const { field, kind, value, customer, problem } of rows) {
    const example = { kind, value: value.slice(0, 120), customer, reason: reasonOf(kind, problem) }
    found.set(field, [...(found.get(field) ?? []), example])
  }
  return found
}

const reasonOf = (kind: Example['kind'], problem: KeyProblem | null): string => {
  if (kind === 'malformed') return problem ? problemSentence[problem] : 'This value cannot be used.'
  if (kind === 'not_found') return 'We could not find this account in Salesforce.'
  if (kind === 'deleted') return 'This account was deleted in Salesforce.'
  return 'Several accounts in Salesforce carry this value.'
}

const labelsOf = async (tx: Tx, workspaceId: string): Promise<Map<string, { id: string; label: string }>> => {
  const { rows } = await sql<{ id: string; key: string; label: string }>`
    select id, key, label from custom_fields where workspace_id = ${workspaceId}`.execute(tx)
  return new Map(rows.map((row) => [row.key, row]))
}

const countCustomers = async (tx: Tx, scope: Scope): Promise<number> =>
  (
    await sql<{ count: number }>`select count(distinct id) as count from mirror_customers
      where connection_id = any (${[...scope.billing]}::uuid[])`.execute(tx)
  ).rows[0]?.count ?? 0

const countAccounts = async (tx: Tx, scope: Scope): Promise<number> =>
  (
    await sql<{ count: number }>`select count(*) as count from mirror_accounts
      where connection_id = ${scope.salesforce} and not deleted`.execute(tx)
  ).rows[0]?.count ?? 0
