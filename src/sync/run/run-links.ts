import { sql, type RawBuilder } from 'kysely'
import type * as z from 'zod'
import type { undoLink } from '../contract.ts'

type UndoLink = z.output<typeof undoLink>

/** How a run stands to others. Instants are as the database writes them. */
export interface RunLinks {
  readonly appliedBy: string | null
  readonly undoes: UndoLink | null
  readonly undoneBy: readonly UndoLink[]
}

/** The run `o` at the other end of an undo, and the customer `c` it is about. */
const undoLinkOf = (undoes: RawBuilder<unknown>): RawBuilder<unknown> => sql`jsonb_build_object(
  'runId', o.id, 'at', coalesce(o.started_at, o.queued_at), 'by', o.by_name,
  'part', case when ${undoes} ->> 'line' is not null then 'line'
    when ${undoes} ->> 'customerId' is not null then 'customer' else 'run' end,
  'customer', case when c.id is not null then jsonb_build_object('id', c.id, 'name', c.name) end)`

/**
 * For each row of `runs`: the run that carried its plan out, the one it takes back, and the undos that took it, or a part
 * of it, back. A plan is carried out once: then it is decided.
 */
export const linksOfRuns = sql`
  (select o.id from runs o where o.approves = runs.id and o.applied_at is not null limit 1) as "appliedBy",
  (select ${undoLinkOf(sql`runs.undoes`)} from runs o
    left join customers c on c.id = (runs.undoes ->> 'customerId')::uuid
    where o.id = (runs.undoes ->> 'runId')::uuid) as undoes,
  (select coalesce(jsonb_agg(${undoLinkOf(sql`o.undoes`)} order by o.queued_at, o.id), '[]') from runs o
    left join customers c on c.id = (o.undoes ->> 'customerId')::uuid
    where o.undoes is not null and o.undoes ->> 'runId' = runs.id::text and o.applied_at is not null) as "undoneBy"`

/** The same for an answer. */
export const runLinks = ({ appliedBy, undoes, undoneBy }: RunLinks) => ({
  appliedBy,
  undoes: undoes && told(undoes),
  undoneBy: undoneBy.map(told),
})

const told = (link: UndoLink): UndoLink => ({ ...link, at: new Date(link.at).toISOString() })
