import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { megabytes, type Figures, type Measured } from './measure.ts'

const page = new URL('../docs/benchmarks.md', import.meta.url)
const mark = '<!-- figures: written by npm run bench -->'

/** Median of a few. */
const median = (all: readonly number[]): number =>
  all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN
const p95 = (all: readonly number[]): number =>
  all.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(all.length * 0.95) - 1)] ?? NaN

interface Line {
  readonly name: string
  readonly floor: number
  readonly first: number
  readonly nothing: number
  readonly daily: number
  readonly memory: number
  readonly pause: number
  readonly calls: readonly [first: number, daily: number]
  readonly list: number
  readonly search: number
  readonly preview: number
  readonly screen: number
}

const nameOf = ({ size, engine }: Figures): string =>
  `${size.name} · ${engine === 'pglite' ? 'PGlite' : 'PostgreSQL'}`

const lineOf = (figures: Figures): Line => {
  const runs = [figures.first, ...figures.nothing, ...figures.daily]
  const middle = (of: readonly Measured[]): number => median(of.map((one) => one.seconds))
  return {
    name: nameOf(figures),
    floor: median(figures.floors.map((one) => one.seconds)),
    first: figures.first.seconds,
    nothing: middle(figures.nothing),
    daily: middle(figures.daily),
    memory: Math.max(...runs.map((one) => megabytes(one.peakRss - one.idleRss))),
    pause: Math.max(...runs.map((one) => one.pauseCpuMs)),
    calls: [figures.first.calls, Math.max(...figures.daily.map((one) => one.calls))],
    list: p95(figures.listMs),
    search: p95(figures.searchMs),
    preview: figures.previewMs,
    screen: figures.screenMs,
  }
}

const heading = [
  'Accounts · engine',
  'Floor',
  'First sync',
  '÷ floor',
  '1 % changed',
  '÷ first',
  'Nothing changed',
  'Calls first / daily',
  'Memory above idle',
  'Longest pause',
  'List p95',
  'Search p95',
  'Switch preview',
  'First screen',
]

const cells = (line: Line): string[] => [
  line.name,
  `${line.floor.toFixed(2)} s`,
  `${line.first.toFixed(2)} s`,
  (line.first / line.floor).toFixed(2),
  `${line.daily.toFixed(2)} s`,
  `${((line.daily / line.first) * 100).toFixed(1)} %`,
  `${line.nothing.toFixed(2)} s`,
  line.calls.join(' / '),
  `${line.memory} MB`,
  `${line.pause.toFixed(0)} ms`,
  `${line.list.toFixed(0)} ms`,
  `${line.search.toFixed(0)} ms`,
  `${(line.preview / 1000).toFixed(2)} s`,
  `${(line.screen / 1000).toFixed(2)} s`,
]

const roundTripHeading = [
  'Accounts · engine',
  'Lines',
  'Every row',
  'Approved',
  'Undo shown',
  'Undone',
  'All pinned',
]

const roundTripCells = (figures: Figures): string[] => {
  const { preview, applied, shownMs, undone, pinned } = figures.roundTrip
  const seconds = [preview.seconds, applied.seconds, shownMs / 1000, undone.seconds, pinned.seconds]
  return [nameOf(figures), String(preview.changed), ...seconds.map((one) => `${one.toFixed(2)} s`)]
}

interface Aim {
  readonly sentence: string
  readonly figure: (line: Line) => number
  readonly most: number
  readonly unit: string
}

const aims: readonly Aim[] = [
  {
    sentence: 'First sync at most 2.5 times the floor',
    figure: (l) => l.first / l.floor,
    most: 2.5,
    unit: '×',
  },
  {
    sentence: 'Daily sync with 1 % changed at most 5 % of the first',
    figure: (l) => (l.daily / l.first) * 100,
    most: 5,
    unit: ' %',
  },
  { sentence: 'At most 60 calls for the first sync', figure: (l) => l.calls[0], most: 60, unit: '' },
  { sentence: 'At most 15 calls for a daily one', figure: (l) => l.calls[1], most: 15, unit: '' },
  { sentence: 'At most 250 MB above idle', figure: (l) => l.memory, most: 250, unit: ' MB' },
  { sentence: 'Customer list p95 at most 50 ms', figure: (l) => l.list, most: 50, unit: ' ms' },
  { sentence: 'Customer search p95 at most 50 ms', figure: (l) => l.search, most: 50, unit: ' ms' },
  { sentence: 'Numbers of a switch within a second', figure: (l) => l.preview, most: 1000, unit: ' ms' },
  { sentence: 'First screen within a second', figure: (l) => l.screen, most: 1000, unit: ' ms' },
  { sentence: 'Event loop never held over 50 ms', figure: (l) => l.pause, most: 50, unit: ' ms' },
]

const judged = (aim: Aim, lines: readonly Line[]): string => {
  const told = lines.map((line) => {
    const figure = aim.figure(line)
    const digits = figure < 10 && aim.unit !== '' ? 2 : 0
    return `${line.name}: ${figure.toFixed(digits)}${aim.unit}${figure <= aim.most ? '' : ' ✗'}`
  })
  const met = lines.every((line) => aim.figure(line) <= aim.most)
  return `- ${met ? '**met**' : '**missed**'} ${aim.sentence} (${told.join('; ')})`
}

const row = (all: readonly string[]): string => `| ${all.join(' | ')} |`

/** The table and what it says of the aims, as Markdown. The aims are judged at the largest size measured. */
export const report = (figures: readonly Figures[], versions: readonly string[]): string => {
  const lines = figures.map(lineOf)
  const largest = Math.max(...figures.map((one) => one.size.accounts))
  const judgedBy = lines.filter((_line, index) => figures[index]?.size.accounts === largest)
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const day = new Date().toISOString().slice(0, 10)
  const memory = Math.round(totalmem() / 2 ** 30)
  return [
    `${day}, commit ${commit}, ${cpus().length} cores, ${memory} GiB, Node ${process.versions.node}, ${versions.join(', ')}.`,
    '',
    row(heading),
    row(heading.map(() => '---')),
    ...lines.map((line) => row(cells(line))),
    '',
    'Contacts switched off by way of a preview, and that undone:',
    '',
    row(roundTripHeading),
    row(roundTripHeading.map(() => '---')),
    ...figures.map((one) => row(roundTripCells(one))),
    '',
    'Aims, judged at the largest size:',
    '',
    ...aims.map((aim) => judged(aim, judgedBy)),
  ].join('\n')
}

/** Puts the figures into docs/benchmarks.md, below its mark. */
export const writeReport = async (text: string): Promise<void> => {
  const before = await readFile(page, 'utf8')
  const kept = before.slice(0, before.indexOf(mark) + mark.length)
  await writeFile(page, `${kept}\n\n${text}\n`)
}
