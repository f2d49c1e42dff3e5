import type { Clock } from '../../base/clock.ts'
import type { Db } from '../../db/db.ts'
import { writeProgress, type Progress, type Run } from './runs.ts'

/** Another worker has taken the run over: this one stops without a word and without a trace. */
export class Superseded extends Error {}

type Phase = Progress['phase']

const labels: Readonly<Record<Phase, string>> = {
  waiting: 'Waiting to start',
  billing: 'Reading customers from the billing tool',
  users: 'Reading users from Salesforce',
  accounts: 'Reading accounts from Salesforce',
  contacts: 'Reading contacts from Salesforce',
  sweep: 'Looking for deleted records',
  match: 'Finding each customer’s account',
  plan: 'Working out what changes',
  apply: 'Bringing customers up to date',
  done: 'Done',
}

// How much of a whole run each phase is, by measured time on a large org.
const weights: Readonly<Partial<Record<Phase, number>>> = {
  billing: 10,
  users: 5,
  accounts: 20,
  contacts: 50,
  plan: 15,
}

// Once in this many milliseconds is smooth to the eye and nothing to the database.
const pace = 400

export interface ProgressReport {
  /** Enters a phase. Rejects with `Superseded` when another worker has the run. */
  enter(phase: Phase): Promise<void>
  /** `total` null while unknown. Cheap to call often; written at most every 400 ms. */
  advance(done: number, total: number | null): void
  /** Where to ask how many calls were made: they count also when this process dies. */
  countCalls(calls: () => number): void
}

/** Tells people how far the run is. The share never falls, also when counts turn out larger than expected. */
export const reportProgress = (db: Db, clock: Clock, run: Run, phases: readonly Phase[]): ProgressReport => {
  const whole = phases.reduce((sum, phase) => sum + (weights[phase] ?? 0), 0) || 1
  let phase: Phase = 'waiting'
  let since = clock.now()
  let passed = 0
  let share = 0
  let written = 0
  let writing = Promise.resolve(true)
  let calls = (): number => 0

  const write = (done: number, total: number | null): Promise<boolean> => {
    const part = total ? Math.min(done / total, 1) : 0
    share = Math.max(share, Math.min((passed + part * (weights[phase] ?? 0)) / whole, 0.99))
    written = clock.now().getTime()
    writing = writing.then(() =>
      writeProgress(
        db,
        run,
        { phase, label: labels[phase], done, total, share, since: since.toISOString() },
        calls(),
      ),
    )
    return writing
  }

  return {
    enter: async (next) => {
      passed += weights[phase] ?? 0
      phase = next
      since = clock.now()
      if (!(await write(0, null))) throw new Superseded()
    },
    advance: (done, total) => {
      if (clock.now().getTime() - written >= pace) void write(done, total).catch(() => {})
    },
    countCalls: (count) => {
      calls = count
    },
  }
}
