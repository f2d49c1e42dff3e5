import { Fault } from '../../base/errors.ts'
import { queryFew } from './query.ts'
import type { Session } from './session.ts'

/** The most rows one page of a query has. */
const pageRows = 2_000

/** What an org answers to a user without "Manage Users": the object, or a field of it, is not there for them. */
const notAllowed = new Set(['object_hidden', 'field_hidden', 'no_permission'])

/**
 * Ids (005…) of the users who are frozen: still active, and not let in. Null when the connected user may not ask,
 * which takes "Manage Users". Freezing moves no stamp of the user, so it is asked anew on every run.
 */
export async function frozenUsers(session: Session): Promise<readonly string[] | null> {
  try {
    return await askFrozen(session)
  } catch (fault) {
    if (fault instanceof Fault && notAllowed.has(fault.explanation.code)) return null
    throw fault
  }
}

async function askFrozen(session: Session): Promise<readonly string[]> {
  const found: string[] = []
  for (let after: string | null = null; ; ) {
    const behind = after === null ? '' : ` AND Id > '${after}'`
    const rows = await queryFew(
      session,
      `SELECT Id, UserId FROM UserLogin WHERE IsFrozen = true${behind} ORDER BY Id LIMIT ${pageRows}`,
    )
    for (const { UserId } of rows) if (typeof UserId === 'string') found.push(UserId)
    const last = rows.at(-1)?.['Id']
    if (rows.length < pageRows || typeof last !== 'string' || !/^[A-Za-z0-9]{18}$/.test(last)) return found
    after = last
  }
}
