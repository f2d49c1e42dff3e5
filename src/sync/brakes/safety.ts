import { sql } from 'kysely'
import type * as z from 'zod'
import type { Db, Tx } from '../../db/db.ts'
import type { safety } from './contract.ts'

/** How far a plan may go without a person; null is a brake that is off. */
export type Safety = z.output<typeof safety>

const defaults: Safety = {
  contactsFall: 20,
  lastContact: 0,
  managersChange: 20,
  oneInherits: 33,
  matchesFall: 10,
}

export const readSafety = async (db: Db | Tx, workspaceId: string): Promise<Safety> => {
  const { rows } = await sql<Safety>`
    select contacts_fall as "contactsFall", last_contact as "lastContact", managers_change as "managersChange",
      one_inherits as "oneInherits", matches_fall as "matchesFall"
    from safety_settings where workspace_id = ${workspaceId}`.execute(db)
  return rows[0] ?? defaults
}

export const writeSafety = async (tx: Tx, workspaceId: string, chosen: Safety): Promise<void> => {
  const { contactsFall, lastContact, managersChange, oneInherits, matchesFall } = chosen
  await sql`insert into safety_settings
      (workspace_id, contacts_fall, last_contact, managers_change, one_inherits, matches_fall)
    values (${workspaceId}, ${contactsFall}, ${lastContact}, ${managersChange}, ${oneInherits}, ${matchesFall})
    on conflict (workspace_id) do update set contacts_fall = excluded.contacts_fall,
      last_contact = excluded.last_contact, managers_change = excluded.managers_change,
      one_inherits = excluded.one_inherits, matches_fall = excluded.matches_fall`.execute(tx)
}
