/** One CSV line (RFC 4180, LF) for a database COPY: null is nothing at all, and an empty text is `""`. */
export const csvLine = (cells: readonly (string | number | boolean | null)[]): string =>
  `${cells.map(csvCell).join(',')}\n`

const csvCell = (cell: string | number | boolean | null): string => {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  // A NUL cannot be stored by PostgreSQL; sources do send it.
  const text = cell.includes('\0') ? cell.replaceAll('\0', '') : cell
  return `"${text.replaceAll('"', '""')}"`
}

/**
 * A cell of a file for people, which a spreadsheet may open without running it: text that begins like a formula gets
 * an apostrophe in front, as spreadsheets themselves write it.
 */
export const safeCell = (value: string | number | null): string => {
  const text = value === null ? '' : String(value)
  const bare = typeof value === 'string' && formula.test(text) ? `'${text}` : text
  return /[",\n\r;]/.test(bare) ? `"${bare.replaceAll('"', '""')}"` : bare
}

/** What spreadsheets take for a formula, or for the way into one. */
const formula = /^[=+\-@\t\r]/

/** One line of a file for people; its cells as `safeCell` has them. */
export const safeLine = (cells: readonly (string | number | null)[]): string =>
  `${cells.map(safeCell).join(',')}\n`

/** A cell as it was before `safeCell`: a file we made may come back, and a phone number is none with an apostrophe. */
export const plainCell = (text: string): string =>
  text.startsWith("'") && formula.test(text.slice(1)) ? text.slice(1) : text
