/**
 * How the customer numbered `index` says which account it belongs to. Forty slots, repeated, so every texture is
 * present from forty customers on and in fixed shares.
 *
 * `full` 18 characters · `short` 15 · `lower`, `upper` 18 with the case lost · `blanks` around it · `lightning`, `classic` a pasted
 * address · `never` an id of no account · `deleted` its account is in the recycle bin · `merged` into another ·
 * `merged_twice` into one that was merged itself · `words` not an id · `contact` a contact's id · `broken` wrong check
 * characters · `blank` only blanks · `absent` no such key · `second` the account of the customer before it.
 */
type Texture =
  | 'full'
  | 'short'
  | 'lower'
  | 'upper'
  | 'blanks'
  | 'lightning'
  | 'classic'
  | 'never'
  | 'deleted'
  | 'merged'
  | 'merged_twice'
  | 'words'
  | 'contact'
  | 'broken'
  | 'blank'
  | 'absent'
  | 'second'

const slots: Readonly<Record<number, Texture>> = {
  1: 'short',
  4: 'short',
  9: 'short',
  13: 'short',
  21: 'short',
  27: 'short',
  33: 'short',
  3: 'lower',
  24: 'lower',
  18: 'upper',
  6: 'blanks',
  29: 'blanks',
  8: 'lightning',
  31: 'lightning',
  16: 'classic',
  11: 'never',
  14: 'deleted',
  19: 'merged',
  20: 'merged_twice',
  22: 'words',
  34: 'words',
  25: 'contact',
  28: 'broken',
  30: 'blank',
  36: 'absent',
  12: 'second',
  38: 'second',
}

export const textureOf = (index: number): Texture => slots[index % 40] ?? 'full'

/** How many companies there are: the first `customers` of the `accounts` pay. */
interface Extent {
  readonly customers: number
  readonly accounts: number
}

/** The account a company's account was merged into, or itself. Two of forty were merged into the twenty-second. */
export const winnerOf = (index: number, extent: Extent): number => {
  const texture = index < extent.customers ? textureOf(index) : 'full'
  if (texture !== 'merged' && texture !== 'merged_twice') return index
  const winner = texture === 'merged' ? index + 2 : index - 1
  return index - (index % 40) + 21 < extent.accounts ? winner : index
}

/** The account a company lives on once every merge is followed. */
export const survivorOf = (index: number, extent: Extent): number => {
  const winner = winnerOf(index, extent)
  return winner === index ? index : survivorOf(winner, extent)
}
