/** Up to how many of a unit are named. The daily sync is "in 24 hours", not "tomorrow". */
const steps: readonly [most: number, unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  [59, 'minute', 60],
  [24, 'hour', 60 * 60],
  [30, 'day', 60 * 60 * 24],
]
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** How far `at` lies from `now`, in words: `just now`, `5 minutes ago`, `in 3 hours`; a date beyond 30 days. */
export const ago = (at: Date, now: Date, zone?: string): string => {
  const seconds = (at.getTime() - now.getTime()) / 1000
  const distance = Math.abs(seconds)
  if (distance < 45) return seconds > 10 ? 'in a moment' : 'just now'
  for (const [most, unit, length] of steps) {
    const size = Math.max(1, Math.round(distance / length))
    if (size <= most) return relative.format(seconds < 0 ? -size : size, unit)
  }
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', ...inZone(zone) }).format(at)
}

/** The instant itself with its zone: `22 Nov 2026, 16:47:35 UTC`. The reader's own zone unless another is given. */
export const exactly = (at: Date, zone?: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    ...inZone(zone),
  }).format(at)

const inZone = (zone: string | undefined) => (zone === undefined ? {} : { timeZone: zone })
