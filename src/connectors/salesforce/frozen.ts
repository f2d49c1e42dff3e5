import type { Fault } from '../../base/errors.ts'
import type { SalesforceRecord } from './cells.ts'
import { queryFew } from './query.ts'
import type { Session } from './session.ts'

/** The most rows one page of a query has. */
const pageRows = 2_000

/** What an org answers to a user without "Manage Users": the object, or a field of it, is not there for them. */
const notAllowed = new Set(['object_hidden', 'field_hidden', 'no_permission'])

/** May the connected user not ask who is frozen? */
export const mayNotAsk = (fault: Fault): boolean => notAllowed.has(fault.explanation.code)

/**
 * The question for users who are frozen: still active, and not let in. It takes "Manage Users". Freezing moves no stamp
 * of the user, so it is asked anew on every run.
 */
export const selectFrozen = (after: string | null): string =>
  `SELECT Id, UserId FROM UserLogin WHERE IsFrozen = true${after === null ? '' : ` AND Id > '${after}'`} ORDER BY Id LIMIT ${pageRows}`

/**
 * Ids (005…) of the frozen users, beginning with a first page that is there already. An org may cut pages shorter than
 * they were asked for, so after one that was not whole it is asked until there are no more.
 */
export async function frozenUsers(
  session: Session,
  firstPage: { readonly records: readonly SalesforceRecord[]; readonly done: boolean },
): Promise<readonly string[]> {
  const found: string[] = []
  const whole = firstPage.done && firstPage.records.length < pageRows
  for (let rows = firstPage.records; rows.length > 0;) {
    for (const { UserId } of rows) if (typeof UserId === 'string') found.push(UserId)
    const last = rows.at(-1)?.['Id']
    if (whole || typeof last !== 'string' || !/^[A-Za-z0-9]{18}$/.test(last)) return found
    rows = await queryFew(session, selectFrozen(last))
  }
  return found
}
