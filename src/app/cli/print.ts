/** How commands speak to a person: columns of text; to a program: JSON. */

/** Rows under headings, columns as wide as needed, no trailing blanks. */
export const table = (
  headings: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string => {
  const cells = [headings, ...rows].map((row) => row.map((cell) => (cell === null ? '-' : String(cell))))
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => [...(row[column] ?? '')].length)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return cells.map(line).join('\n') + '\n'
}

const pad = (cell: string, width: number): string => cell + ' '.repeat(Math.max(0, width - [...cell].length))

/** Names and values, one pair a line. */
export const pairs = (values: Readonly<Record<string, string | number | null>>): string => {
  const width = Math.max(...Object.keys(values).map((name) => name.length))
  return Object.entries(values)
    .map(([name, value]) => `${pad(name, width)}  ${value ?? '-'}\n`)
    .join('')
}

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** What every long list takes. */
export const pageOptions = {
  search: { type: 'string' },
  limit: { type: 'string' },
  offset: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** The line under a long list: how many, and that there are more. */
export const shownOf = (shown: number, total: number, what: string): string =>
  shown === total ? `${total} ${what}\n` : `${shown} of ${total} ${what}; --limit and --offset show others\n`

/** The four sentences of a failure, each on its own line. */
export const sentences = (said: {
  readonly what: string
  readonly means?: string | undefined
  readonly who?: string | undefined
  readonly how?: string | undefined
  readonly code: string
  readonly fields?: readonly { readonly path: string; readonly what: string }[] | undefined
}): string =>
  [
    said.what,
    said.means,
    ...(said.fields ?? []).map(({ path, what }) => `  ${path}: ${what}`),
    said.who && `Who can mend it: ${said.who.replace(/\.$/, '')}.`,
    said.how && `How: ${said.how}`,
    `(${said.code})`,
  ]
    .filter(Boolean)
    .join('\n') + '\n'
