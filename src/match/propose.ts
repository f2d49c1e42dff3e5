/** How one billing field looks as the holder of the shared identifier. */
export interface Judged {
  readonly key: string
  readonly filled: number
  readonly wellFormed: number
  readonly matched: number
}

// A field that finds an account for fewer than this share of its values matches by accident.
const leastShare = 0.3

/**
 * The key of the field to propose, or null when none convinces: the one that finds most accounts; of equals, the
 * one with fewer values that find none, then the first by name, so that the answer is always the same.
 */
export const proposeField = (fields: readonly Judged[]): string | null => {
  const convincing = fields.filter((field) => field.matched > 0 && field.matched / field.filled >= leastShare)
  const [best] = convincing.toSorted(
    (a, b) =>
      b.matched - a.matched || a.filled - a.matched - (b.filled - b.matched) || (a.key < b.key ? -1 : 1),
  )
  return best?.key ?? null
}
