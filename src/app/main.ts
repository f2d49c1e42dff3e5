import { text } from 'node:stream/consumers'
import { systemClock } from '../base/clock.ts'
import { runCommand } from './cli/run.ts'
import { readEnvironment } from './environment.ts'

/** Where every process of ours begins: `node src/app/main.ts serve`, `crosswalk customers`, … */

const untilStopped = (): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        // Asked twice, we no longer wait for anybody.
        for (const again of ['SIGINT', 'SIGTERM'] as const) process.once(again, () => process.exit(1))
        resolve(signal)
      })
    }
  })

process.exitCode = await runCommand(
  process.argv.slice(2),
  {
    write: (written) => void process.stdout.write(written),
    readInput: () => text(process.stdin),
    variables: process.env,
    environment: () => readEnvironment(process.env),
    clock: systemClock,
    fetch,
    untilStopped,
  },
  (complaint) => void process.stderr.write(complaint),
)
