import { parseArgs } from 'node:util'
import { measure, type Figures } from './measure.ts'
import { report, writeReport } from './report.ts'
import { openPlace } from './server.ts'
import { engines, sizes } from './sizes.ts'

/**
 * Product and floor, side by side, in one run. `--size 10k` and `--engine postgres` narrow it (both may be repeated
 * with commas); only a whole run, or `--write`, renews docs/benchmarks.md.
 */
const { values } = parseArgs({
  options: {
    size: { type: 'string' },
    engine: { type: 'string', default: 'both' },
    write: { type: 'boolean', default: false },
  },
})

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const asked = (text: string | undefined, name: string): boolean =>
  text === undefined || text === 'both' || text.split(',').includes(name)

const figures: Figures[] = []
const versions: string[] = []
for (const engine of engines.filter((name) => asked(values.engine, name))) {
  const place = await openPlace(engine)
  versions.push(place.version)
  try {
    for (const size of sizes.filter(({ name }) => asked(values.size, name))) {
      say(`${size.name} accounts on ${place.version}`)
      figures.push(await measure(size, engine, place, say))
    }
  } finally {
    await place.close()
  }
}
const text = report(figures, versions)
say(`\n${text}`)
if (values.write || figures.length === sizes.length * engines.length) await writeReport(text)
