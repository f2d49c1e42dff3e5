import './tables.ts'
import type { Tx } from '../db/db.ts'
import type { Actor, Verb } from '../db/door.ts'

/** Who did what to what, when. Append-only, written by the doors in the transaction of the deed itself. */

/** What the line says beyond verb and person. Never a secret. */
export interface About {
  readonly subject?: string
  readonly detail?: Record<string, string | number | boolean | null>
}

/** One line as it is read back. `sentence` follows the person's name: "Avery" + "switched contacts on". */
export interface AuditLine {
  readonly id: string
  readonly at: string
  readonly by: string
  readonly via: string
  readonly verb: string
  readonly sentence: string
  readonly subject: string | null
  readonly detail: Record<string, string | number | boolean | null>
}

/** Writes one line, unless the verb only looks. */
export const writeLine = async (tx: Tx, by: Actor, verb: Verb, about: About, now: Date): Promise<void> => {
  if (verb.audit === null) return
  await tx
    .insertInto('audit_lines')
    .values({
      workspace_id: by.workspaceId,
      at: now,
      user_id: by.userId,
      by_name: by.name,
      via: by.via,
      verb: verb.name,
      sentence: verb.audit,
      subject: about.subject ?? null,
      detail: JSON.stringify(about.detail ?? {}),
    })
    .execute()
}

/** The newest lines of a workspace first; `before` is the id of the last line already seen. */
export const listLines = async (
  tx: Tx,
  workspaceId: string,
  page: { readonly limit: number; readonly before?: number | undefined },
): Promise<AuditLine[]> => {
  const rows = await tx
    .selectFrom('audit_lines')
    .select(['id', 'at', 'by_name', 'via', 'verb', 'sentence', 'subject', 'detail'])
    .where('workspace_id', '=', workspaceId)
    .$if(page.before !== undefined, (query) => query.where('id', '<', page.before ?? 0))
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute()
  return rows.map(({ id, at, by_name: by, ...row }) => ({ ...row, id: String(id), at: at.toISOString(), by }))
}
