import { sql } from 'kysely'
import type * as z from 'zod'
import { Gone, Refused } from '../../base/errors.ts'
import { isDuplicate, type Tx } from '../../db/db.ts'
import type * as contract from '../contract.ts'

type Position = z.output<typeof contract.position>

/** The workspace's positions in their order, with how many contacts of today hold each. */
export const listPositions = async (tx: Tx, workspaceId: string): Promise<Position[]> => {
  const { rows } = await sql<Position>`
    select p.id, p.name, (
      select count(*) from contact_choices ch join contacts k on k.id = ch.contact_id where ch.position_id = p.id
    ) as contacts
    from positions p where p.workspace_id = ${workspaceId} order by p.rank, lower(p.name)`.execute(tx)
  return rows
}

const one = async (tx: Tx, workspaceId: string, id: string): Promise<Position> => {
  const found = (await listPositions(tx, workspaceId)).find((position) => position.id === id)
  if (!found)
    throw new Gone({
      code: 'position_unknown',
      what: 'There is no such position any more.',
      how: 'Reload the page.',
    })
  return found
}

export const addPosition = async (tx: Tx, workspaceId: string, name: string): Promise<Position> => {
  const { rows } = await sql<{ id: string }>`
    insert into positions (workspace_id, name, rank)
    values (${workspaceId}, ${name}, (select coalesce(max(rank), 0) + 1 from positions where workspace_id = ${workspaceId}))
    returning id`
    .execute(tx)
    .catch(nameTaken)
  return one(tx, workspaceId, rows[0]?.id ?? '')
}

export const renamePosition = async (
  tx: Tx,
  workspaceId: string,
  id: string,
  name: string,
): Promise<Position> => {
  await sql`update positions set name = ${name} where workspace_id = ${workspaceId} and id = ${id}`
    .execute(tx)
    .catch(nameTaken)
  return one(tx, workspaceId, id)
}

/** Removes a position. Contacts that hold it move to `moveTo`, or to none. Answers what was removed. */
export const removePosition = async (
  tx: Tx,
  workspaceId: string,
  id: string,
  moveTo: string | null,
): Promise<Position> => {
  const removed = await one(tx, workspaceId, id)
  if (moveTo === id)
    throw new Refused({ code: 'position_same', what: 'Contacts cannot move to the position that goes.' })
  if (moveTo) await one(tx, workspaceId, moveTo)
  await sql`update contact_choices set position_id = ${moveTo}
    where workspace_id = ${workspaceId} and position_id = ${id}`.execute(tx)
  await sql`delete from positions where workspace_id = ${workspaceId} and id = ${id}`.execute(tx)
  return removed
}

const nameTaken = (error: unknown): never => {
  if (!isDuplicate(error)) throw error
  throw new Refused({ code: 'position_exists', what: 'There is a position of this name already.' }, 409, {
    cause: error,
  })
}
