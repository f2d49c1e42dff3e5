import type { Session } from './session.ts'

/**
 * How many live records of each object the org has, whoever may see them. Approximate: Salesforce counts now and
 * then. An object without records is 0. Costs one call; needs no permission on the objects.
 */
export async function recordCounts(
  session: Session,
  objects: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  const path = `${await session.base()}/limits/recordCount?sObjects=${objects.join(',')}`
  const { json } = await session.ask({ path, expect: 'json' })
  const rows = (json as { sObjects?: unknown } | null)?.sObjects
  const counted = new Map<unknown, number>()
  for (const row of Array.isArray(rows) ? (rows as { name?: unknown; count?: unknown }[]) : [])
    if (typeof row.count === 'number') counted.set(row.name, row.count)
  return Object.fromEntries(objects.map((name) => [name, counted.get(name) ?? 0]))
}
