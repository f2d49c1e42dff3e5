/** A number as people write it: `1,204`. */
export const figure = (value: number): string => value.toLocaleString('en')

/** A number with its noun: `1 customer`, `1,204 customers`. */
export const count = (value: number, one: string, many = `${one}s`): string =>
  `${figure(value)} ${value === 1 ? one : many}`

/** A share of a whole in per cent, never rounding up to 100 or down to 0: `99%`, `1%`. */
export const percent = (part: number, whole: number): string => {
  if (whole === 0 || part === 0) return '0%'
  if (part >= whole) return '100%'
  return `${Math.min(99, Math.max(1, Math.round((part / whole) * 100)))}%`
}

/** A length of time: `0.4 s`, `42 s`, `3 min 5 s`, `2 h 4 min`. */
export const duration = (milliseconds: number): string => {
  const seconds = Math.max(100, milliseconds) / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 60) return `${Math.floor(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
