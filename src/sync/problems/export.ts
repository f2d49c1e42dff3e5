import { safeLine } from '../../base/csv.ts'
import type { Db } from '../../db/db.ts'
import { allProblems, type Asked, type Asking } from './list.ts'

const head = [
  'kind',
  'subject',
  'customer_external_id',
  'customer',
  'what',
  'means',
  'who',
  'how',
  'link',
  'since',
  'assigned_to',
  'snoozed_until',
  'snooze_reason',
]

/** The problems that fit as CSV lines for people, safe to open in a spreadsheet. */
export const exportProblems = async function* (db: Db, asking: Asking, asked: Asked): AsyncGenerator<string> {
  yield safeLine(head)
  for await (const problems of allProblems(db, asking, asked))
    for (const one of problems)
      yield safeLine([
        one.kind,
        one.subject,
        one.customer?.externalId ?? null,
        one.customer?.name ?? null,
        one.what,
        one.means,
        one.who,
        one.how,
        one.links[0]?.url ?? null,
        one.since,
        one.assignee?.name ?? null,
        one.snooze?.until ?? null,
        one.snooze?.reason ?? null,
      ])
}
