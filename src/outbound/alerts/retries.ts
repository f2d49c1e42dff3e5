/** When what did not arrive is sent again. */

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** What Standard Webhooks suggests: soon at first, then ever more patiently. */
const pauses = [
  5 * second,
  minute,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
]

/** Nobody needs an alert that is older; and a system that was silent so long is told no more. */
export const giveUpAfterMs = 5 * 24 * hour

/** After so many tries, when the next is due; null when it is not worth one. `asked` is what the other side asks for. */
export const nextTry = (
  tries: number,
  createdAt: Date,
  now: Date,
  asked: Date | null = null,
): Date | null => {
  if (now.getTime() - createdAt.getTime() >= giveUpAfterMs) return null
  const pause = pauses[Math.min(tries, pauses.length) - 1] ?? second
  // Nobody may put us off for longer than a day.
  const wanted = Math.min(asked?.getTime() ?? 0, now.getTime() + 24 * hour)
  return new Date(Math.max(now.getTime() + pause, wanted))
}

/** The instant a `Retry-After` header names (seconds, or a date); null when it names none. */
export const retryAfter = (header: string | null, now: Date): Date | null => {
  const value = header?.trim() ?? ''
  if (/^\d{1,9}$/.test(value)) return new Date(now.getTime() + Number(value) * second)
  const at = value === '' ? Number.NaN : Date.parse(value)
  return Number.isNaN(at) ? null : new Date(at)
}
