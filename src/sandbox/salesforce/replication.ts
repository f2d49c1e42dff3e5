import { json } from '../http.ts'
import type { Call, Reply } from '../http.ts'
import { ApiError, notFound } from './api-error.ts'
import type { Org } from './org.ts'
import { shown } from './shown.ts'
import type { Table } from './table.ts'

const day = 86_400
const mostIds = 600_000

/** Answers `/sobjects/<X>/updated`: ids of rows whose stamp lies in the window, at most thirty days back. */
export const listUpdated = (org: Org, call: Call, name: string): Reply => {
  const { table, rows, end } = windowOf(org, call, name, 30)
  const ids = rows.filter((index) => table.life(index) === 0).map((index) => table.id(index))
  return json(200, { ids, latestDateCovered: shown('datetime', end, '+0000') })
}

/** Answers `/sobjects/<X>/deleted`: rows put in the recycle bin within the window, at most fifteen days back. */
export const listDeleted = (org: Org, call: Call, name: string): Reply => {
  const { table, rows, end, earliest } = windowOf(org, call, name, 15)
  const deletedRecords = rows
    .filter((index) => table.life(index) === 1)
    .map((index) => ({ id: table.id(index), deletedDate: shown('datetime', table.stamp(index), '+0000') }))
  return json(200, {
    deletedRecords,
    earliestDateAvailable: shown('datetime', earliest, '+0000'),
    latestDateCovered: shown('datetime', end, '+0000'),
  })
}

/** Rows this user may see, stamped within the asked window. Seconds of the window are dropped, as Salesforce does. */
const windowOf = (
  org: Org,
  call: Call,
  name: string,
  days: number,
): { table: Table; rows: number[]; end: number; earliest: number } => {
  const table = org.permissions.table(name)
  if (!table) throw notFound()
  const now = Math.floor(org.now().getTime() / 1000)
  const earliest = now - days * day
  const start = minuteOf(call.query.get('start'))
  const end = Math.min(minuteOf(call.query.get('end')), now)
  if (start >= end)
    throw new ApiError(
      400,
      'INVALID_REPLICATION_DATE',
      'startDate must precede endDate by more than a minute',
    )
  if (start < earliest)
    throw new ApiError(400, 'INVALID_REPLICATION_DATE', 'startDate before org replication enabled date')
  const rows: number[] = []
  for (let index = 0; index < table.size; index++) {
    const stamp = table.stamp(index)
    if (stamp >= start && stamp < end && org.permissions.visible(table, index)) rows.push(index)
  }
  if (rows.length > mostIds)
    throw new ApiError(400, 'EXCEEDED_ID_LIMIT', 'too many records in the date range')
  return { table, rows, end, earliest }
}

const minuteOf = (text: string | null): number => {
  const at = Date.parse(text ?? '')
  if (Number.isNaN(at))
    throw new ApiError(400, 'MALFORMED_QUERY', 'start and end must be ISO 8601 date-times')
  return Math.floor(at / 60_000) * 60
}
