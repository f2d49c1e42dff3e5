import { json } from '../http.ts'
import type { Reply } from '../http.ts'
import { ApiError } from './api-error.ts'
import type { Org } from './org.ts'

/** Answers `/limits`, which needs a permission of its own. */
export const answerLimits = (org: Org): Reply => {
  if (!org.usage.limitsReadable) {
    throw new ApiError(403, 'INSUFFICIENT_ACCESS', 'You do not have access to the resource')
  }
  const { max, used } = org.usage
  return json(200, {
    DailyApiRequests: { Max: max, Remaining: max - used },
    DailyBulkV2QueryJobs: { Max: 10_000, Remaining: 10_000 - org.jobs.created },
    DailyBulkV2QueryFileStorageMB: { Max: 976_562, Remaining: 976_562 },
  })
}

/** Answers `/limits/recordCount`: live rows, whatever rows the user may see; objects without any are left out. */
export const answerRecordCount = (org: Org, names: string | null): Reply => {
  const wanted = names?.split(',').map((name) => name.trim().toLowerCase())
  const tables = org.permissions
    .tables()
    .filter((table) => !wanted || wanted.includes(table.schema.name.toLowerCase()))
  const counts = tables.map((table) => {
    let count = 0
    for (let index = 0; index < table.size; index++) if (table.life(index) === 0) count++
    return { count, name: table.schema.name }
  })
  return json(200, { sObjects: counts.filter((one) => one.count > 0) })
}
