import type { Chance } from '../random.ts'

/** Everything seeded happened before this moment, so that every later change has a later stamp. */
export const seededUntil = Date.UTC(2026, 0, 1) / 1000

const day = 86_400

/**
 * Seconds at which the row numbered `index` was last changed and created. Rows came in loads: five share a change,
 * two a creation, as imports leave them. Creation dates reach back seven years.
 */
export const stampsOf = (chance: Chance, object: string) => ({
  changed: (index: number): number =>
    seededUntil - day - chance.below(`${object} stamp`, Math.floor(index / 5), 400 * day),
  created: (index: number): number =>
    seededUntil - 402 * day - chance.below(`${object} made`, Math.floor(index / 2), 7 * 365 * day),
})
