/**
 * Chance without state: the same (seed, salt, index) always gives the same number, so any row can be made
 * alone, in any order, and made again.
 */
export interface Chance {
  /** A whole number, 0 to below `below`. */
  below(salt: string, index: number, below: number): number
  /** One of `list`, which must not be empty. */
  pick<T>(salt: string, index: number, list: readonly T[]): T
  /** True for about `percent` of the indexes. */
  percent(salt: string, index: number, percent: number): boolean
}

/** A source of chance for one seed. */
export const chance = (seed: number): Chance => {
  const salts = new Map<string, number>()
  const salted = (salt: string): number => {
    const known = salts.get(salt)
    if (known !== undefined) return known
    const made = mixText(seed, salt)
    salts.set(salt, made)
    return made
  }
  const below = (salt: string, index: number, limit: number): number => mix(salted(salt), index) % limit
  return {
    below,
    pick: (salt, index, list) => {
      const found = list[below(salt, index, list.length)]
      if (found === undefined) throw new RangeError(`nothing to pick for ${salt}`)
      return found
    },
    percent: (salt, index, percent) => below(salt, index, 1000) < percent * 10,
  }
}

const mixText = (seed: number, text: string): number => {
  let state = seed >>> 0
  for (let at = 0; at < text.length; at++) state = mix(state, text.charCodeAt(at))
  return state
}

/** A 32-bit avalanche of two numbers. */
const mix = (a: number, b: number): number => {
  let state = (a ^ Math.imul(b + 0x9e3779b9, 0x85ebca6b)) >>> 0
  state = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
  state = Math.imul(state ^ (state >>> 15), 0x735a2d97)
  return (state ^ (state >>> 15)) >>> 0
}
