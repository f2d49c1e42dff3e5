import type { Session } from './session.ts'

/** An allowance of the org's rolling day. */
export interface Allowance {
  readonly max: number
  readonly remaining: number
}

/** What the org allows a day. An entry is null when the org does not have it. */
export interface Limits {
  readonly calls: Allowance | null
  readonly bulkQueryJobs: Allowance | null
}

/** Asks `/limits`, one call. Rejects with `Refused` for users without "View Setup and Configuration". */
export async function readLimits(session: Session): Promise<Limits> {
  const { json } = await session.ask({ path: `${await session.base()}/limits`, expect: 'json' })
  const said = (json ?? {}) as Readonly<Record<string, unknown>>
  return {
    calls: allowance(said['DailyApiRequests']),
    bulkQueryJobs: allowance(said['DailyBulkV2QueryJobs']),
  }
}

const allowance = (entry: unknown): Allowance | null => {
  const { Max: max, Remaining: remaining } = (entry ?? {}) as { Max?: unknown; Remaining?: unknown }
  return typeof max === 'number' && typeof remaining === 'number' ? { max, remaining } : null
}
