import type { Observed } from './fault.ts'

/** One line of the document. */
export interface Line extends Observed {
  readonly section: string
  readonly promise: string
  readonly fault: string
}

const head = `# What goes wrong at Salesforce, and what Crosswalk does

Each line was made by a test: the fault was ordered at the made-up org (\`src/sandbox\`), a run was made, and what is
written here is what was seen. \`test/fault-table.db.test.ts\` makes them on both databases and compares; nothing in the
last four columns is typed by hand. “Today’s change” is a job title that somebody changed in Salesforce just before.
`

/** The whole document. Lines in the order they were observed. */
export const documentOf = (lines: readonly Line[]): string => {
  const parts = [head]
  let [section, promise] = ['', '']
  for (const line of lines) {
    if (line.section !== section) parts.push(`\n## ${line.section}\n`)
    if (line.section !== section || line.promise !== promise)
      parts.push(`\n### ${line.promise}\n\n${columns}\n`)
    parts.push(`${row([line.fault, line.run, line.said, line.customers, line.afterwards])}\n`)
    ;[section, promise] = [line.section, line.promise]
  }
  parts.push(`\n${lines.length} faults, all observed.\n`)
  return parts.join('')
}

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`

const columns = [
  row(['Fault', 'The run', 'What is said', 'What is shown', 'Afterwards']),
  row(['---', '---', '---', '---', '---']),
].join('\n')
