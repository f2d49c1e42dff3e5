const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const checks = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
/** Where numbering starts, so that ids look like a used org's: `…00000FgHiJ`. */
const first = 15 * 62 ** 4 + 42 * 62 ** 3 + 17 * 62 ** 2 + 44 * 62

/** The three check characters of a 15-character id: bit k of a group of five is set when its k-th letter is upper case. */
export const checksum = (id15: string): string => {
  let suffix = ''
  for (let group = 0; group < 15; group += 5) {
    let bits = 0
    for (let at = 0; at < 5; at++) {
      const code = id15.charCodeAt(group + at)
      if (code >= 65 && code <= 90) bits |= 1 << at
    }
    suffix += checks[bits]
  }
  return suffix
}

/** The 18-character form of an id given with 15 or 18; `null` when it is neither, or its check characters are wrong. */
export const fullId = (id: string): string | null => {
  if (!/^[a-zA-Z0-9]{15}([A-Z0-5]{3})?$/.test(id)) return null
  const base = id.slice(0, 15)
  const full = base + checksum(base)
  return id.length === 15 || id === full ? full : null
}

/** The 18-character id of the row numbered `index` under a key prefix. Ids sort as their numbers do. */
export const idOf = (prefix: string, index: number): string => {
  let rest = ''
  for (let value = first + index; rest.length < 10; value = Math.floor(value / 62)) {
    rest = digits.charAt(value % 62) + rest
  }
  const base = `${prefix}5g${rest}`
  return base + checksum(base)
}

/** The row number an 18-character id stands for, or -1 when it is not of this prefix. It may be past the last row. */
export const indexOf = (prefix: string, id: string): number => {
  if (id.length !== 18 || !id.startsWith(prefix) || id.slice(3, 5) !== '5g') return -1
  let value = 0
  for (let at = 5; at < 15; at++) value = value * 62 + digits.indexOf(id.charAt(at))
  return value >= first ? value - first : -1
}
