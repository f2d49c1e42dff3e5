import { sql } from 'kysely'
import { chooseMain, choosePosition } from '../../src/customers/contacts/choices.ts'
import type { Memory } from '../oracle.ts'
import type { World } from '../world.ts'
import type { Decision, Event } from './events.ts'
import { choose } from './happen.ts'

interface Contact {
  readonly id: string
  readonly customer: string
  readonly source: string
  readonly sourceId: string
}

/** A person decides, through the same functions as the screens do; the memory keeps what was decided. */
export const decide = async (
  { database, workspaceId, clock }: World,
  memory: Memory,
  { do: what, pick, other }: Event<Decision>,
): Promise<void> => {
  const contacts = await sql<Contact>`
    select k.id, c.external_id as customer, k.source, k.source_id as "sourceId"
    from contacts k join customers c on c.id = k.customer_id
    where k.workspace_id = ${workspaceId} order by c.external_id, k.source_id`.execute(database.db)
  const positions = await sql<{ id: string; name: string }>`
    select id, name from positions where workspace_id = ${workspaceId} order by rank`.execute(database.db)
  const contact = choose(contacts.rows, pick)
  if (!contact) return
  const by = {
    workspaceId,
    userId: null,
    name: 'Noor',
    role: 'owner',
    via: 'browser',
    sessionId: null,
  } as const
  const { id, customer, source, sourceId } = contact
  const now = clock.now()
  if (what === 'choose_main') {
    const chosen = other % 4 > 0
    await database.transaction((tx) => chooseMain(tx, by, id, chosen, now))
    if (chosen) memory.mains.set(`${customer} ${source}`, sourceId)
    else memory.mains.delete(`${customer} ${source}`)
    return
  }
  const position = choose([...positions.rows, null], other) ?? null
  await database.transaction((tx) => choosePosition(tx, by, id, position?.id ?? null, now))
  if (position) memory.positions.set(`${customer} ${sourceId}`, position.name)
  else memory.positions.delete(`${customer} ${sourceId}`)
}
