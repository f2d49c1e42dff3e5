import type * as z from 'zod'
import type * as contract from './contract.ts'

type Problems = z.output<typeof contract.getOverview.answer>['problems']

/** Open problems of a kind at the end of a day, as they were counted. */
export interface DayCount {
  readonly kind: Problems['kinds'][number]['kind']
  /** `2026-03-02`, UTC. */
  readonly day: string
  readonly open: number
}

const dayMs = 24 * 3_600_000

/** The last `count` days (UTC), oldest first, today last. */
export const lastDays = (now: Date, count: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    new Date(now.getTime() - (count - 1 - index) * dayMs).toISOString().slice(0, 10),
  )

/**
 * What was counted, as one line over the same days for each kind, most problems first. A day without a run is as the day
 * before it. Begins with the first day anything was counted; kinds that had nothing all along are left out.
 */
export const overDays = (counted: readonly DayCount[], days: readonly string[]): Problems => {
  const first = counted.reduce<string | null>((found, { day }) => (found && found <= day ? found : day), null)
  const shown = first === null ? [] : days.filter((day) => day >= first)
  const kinds = [...new Set(counted.map(({ kind }) => kind))]
    .map((kind) => ({
      kind,
      open: lineOf(
        counted.filter((one) => one.kind === kind),
        shown,
      ),
    }))
    .filter(({ open }) => open.some((value) => value > 0))
    .toSorted((one, other) => last(other.open) - last(one.open))
  return { days: shown, kinds }
}

const lineOf = (counted: readonly DayCount[], days: readonly string[]): number[] => {
  const byDay = counted.toSorted((one, other) => (one.day < other.day ? -1 : 1))
  return days.map((day) => byDay.findLast((one) => one.day <= day)?.open ?? 0)
}

const last = (open: readonly number[]): number => open.at(-1) ?? 0
