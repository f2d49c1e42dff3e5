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
