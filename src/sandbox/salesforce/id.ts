const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const checks = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
/** Where numbering starts, so that ids look like a used org's: `…00000FgHiJ`. */
const first = 15 * 62 ** 4 + 42 * 62 ** 3 + 17 * 62 ** 2 + 44 * 62

/** Bit k is set when the k-th letter is upper case. */
const bitsOf = (text: string): number => {
  let bits = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 65 && code <= 90) bits |= 1 << at
  }
  return bits
}

/** The three check characters of a 15-character id: one for each group of five letters. */
export const checksum = (id15: string): string =>
  [0, 5, 10].map((group) => checks.charAt(bitsOf(id15.slice(group, group + 5)))).join('')

/** The 18-character form of an id given with 15 or 18; `null` when it is neither, or its check characters are wrong. */
export const fullId = (id: string): string | null => {
  if (!/^[a-zA-Z0-9]{15}([A-Z0-5]{3})?$/.test(id)) return null
  const base = id.slice(0, 15)
  const full = base + checksum(base)
  return id.length === 15 || id === full ? full : null
}

/** Two digits of a number, as text and as the bits their letters set in a checksum. */
const pairs = Array.from({ length: 62 ** 2 }, (_none, value) => {
  const text = digits.charAt(Math.floor(value / 62)) + digits.charAt(value % 62)
  return { text, bits: bitsOf(text) << 3 }
})

/** The first thirteen characters of an id, with what they are to its check characters. */
interface Head {
  readonly text: string
  readonly check: string
  readonly bits: number
}

const heads = new Map<string, Map<number, Head>>()

/** Made once for 3,844 ids: making every id digit by digit took most of the time of a large answer. */
const headOf = (prefix: string, top: number): Head => {
  const known = heads.get(prefix) ?? new Map<number, Head>()
  const found = known.get(top)
  if (found) return found
  let rest = ''
  for (let value = top; rest.length < 8; value = Math.floor(value / 62)) {
    rest = digits.charAt(value % 62) + rest
  }
  const text = `${prefix}5g${rest}`
  const made = { text, check: checksum(`${text}00`).slice(0, 2), bits: bitsOf(text.slice(10)) }
  heads.set(prefix, known.set(top, made))
  return made
}

/** The 18-character id of the row numbered `index` under a key prefix. Ids sort as their numbers do. */
export const idOf = (prefix: string, index: number): string => {
  const value = first + index
  const top = Math.floor(value / 3844)
  const head = headOf(prefix, top)
  const pair = pairs[value - top * 3844]
  if (!pair) throw new RangeError(`no row is numbered ${index}`)
  return head.text + (pair.text + head.check + checks.charAt(head.bits | pair.bits))
}

/** What each digit's character code is worth; -1 for other characters. */
const worth = Int8Array.from({ length: 128 }, (_none, code) => digits.indexOf(String.fromCharCode(code)))

/** The row number an 18-character id stands for, or -1 when it is not of this prefix. It may be past the last row. */
export const indexOf = (prefix: string, id: string): number => {
  if (id.length !== 18 || !id.startsWith(prefix) || id.charCodeAt(3) !== 53 || id.charCodeAt(4) !== 103)
    return -1
  let value = 0
  for (let at = 5; at < 15; at++) value = value * 62 + (worth[id.charCodeAt(at)] ?? -1)
  return value >= first ? value - first : -1
}
