import type { Value } from './value.ts'

/** A row's value as an answer shows it, date-times with the given ending (`+0000` in REST, `Z` in Bulk). */
export const shown = (type: string, value: Value, zone: '+0000' | 'Z'): Value =>
  type === 'datetime' && typeof value === 'number' ? instantText(value) + zone : value

const dayText = new Map<number, string>()

/** Only the day is left to `Date`, once per day: a third of the time of a large bulk answer went into it. */
const instantText = (seconds: number): string => {
  const day = Math.floor(seconds / 86_400)
  const rest = seconds - day * 86_400
  return `${dayOf(day)}T${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}.000`
}

const dayOf = (day: number): string => {
  const known = dayText.get(day)
  if (known !== undefined) return known
  const made = new Date(day * 86_400_000).toISOString().slice(0, 10)
  dayText.set(day, made)
  return made
}

const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`)
