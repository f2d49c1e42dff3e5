import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { TryLater } from '../base/errors.ts'
import { transaction, type Db } from '../db/db.ts'
import './tables.ts'

/** How often something may be tried. Counters live in the database, so all processes share them. */
export interface Limit {
  readonly name: string
  readonly tries: number
  readonly minutes: number
}

/** Wrong passwords for one e-mail from one address. */
export const perPerson: Limit = { name: 'person', tries: 5, minutes: 15 }
/** Wrong passwords from one address, whoever is meant: a colleague behind the same router is not locked out soon. */
export const perAddress: Limit = { name: 'address', tries: 30, minutes: 15 }

/** One counted try; kept apart from the attempt itself, whose transaction may fail. */
export interface Try {
  readonly limit: Limit
  readonly who: string
}

/**
 * Counts each try before it is made, so that many at once cannot slip past together, and throws `TryLater`
 * when one of them is over its limit.
 */
export const countTries = async (db: Db, tries: readonly Try[], now: Date): Promise<void> => {
  const until = await transaction(db, async (tx) => {
    await tx
      .deleteFrom('attempts')
      .where('since', '<', minutesBefore(now, 24 * 60))
      .execute()
    let blocked: Date | null = null
    for (const { limit, who } of tries) {
      const fresh = sql<boolean>`attempts.since <= ${minutesBefore(now, limit.minutes)}`
      const row = await tx
        .insertInto('attempts')
        .values({ bucket: bucket({ limit, who }), tries: 1, since: now })
        .onConflict((conflict) =>
          conflict.column('bucket').doUpdateSet({
            tries: sql<number>`case when ${fresh} then 1 else attempts.tries + 1 end`,
            since: sql<Date>`case when ${fresh} then ${now}::timestamptz else attempts.since end`,
          }),
        )
        .returning(['tries', 'since'])
        .executeTakeFirstOrThrow()
      if (row.tries > limit.tries) blocked = later(blocked, minutesBefore(row.since, -limit.minutes))
    }
    return blocked
  })
  if (until) throw tooMany(until, now)
}

/** A try that succeeded is no longer held against the caller. */
export const forgetTries = async (db: Db, tries: readonly Try[]): Promise<void> => {
  await db.deleteFrom('attempts').where('bucket', 'in', tries.map(bucket)).execute()
}

const bucket = ({ limit, who }: Try): string =>
  createHash('sha256').update(`${limit.name}\n${who}`).digest('base64url')

const minutesBefore = (moment: Date, minutes: number): Date => new Date(moment.getTime() - minutes * 60_000)

const later = (a: Date | null, b: Date): Date => (a && a > b ? a : b)

/** As `TryLater`, with the status programs expect of a limit. */
class TooManyAttempts extends TryLater {
  override readonly status = 429
}

const tooMany = (until: Date, now: Date): TryLater => {
  const minutes = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 60_000))
  return new TooManyAttempts(
    {
      code: 'too_many_attempts',
      what: 'There were too many attempts to sign in.',
      who: 'You',
      how: `Wait ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, then try again.`,
    },
    until,
  )
}
