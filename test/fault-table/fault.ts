import { expect } from 'vitest'
import type { RunAnswer } from '../../src/sync/run/answers.ts'
import type { SyncParts } from '../../src/sync/run/execute.ts'
import { calm } from '../histories/troubles.ts'
import { runWith } from '../run-with.ts'
import { connectOrg, type World } from '../world.ts'

/** What was seen while a fault was there and afterwards: made from what happened, never typed. */
export interface Observed {
  /** How the run ended, with the code of its problem. */
  readonly run: string
  /** The sentence a person reads. */
  readonly said: string
  /** What became of the customers shown. */
  readonly customers: string
  /** The run after the fault was over. */
  readonly afterwards: string
}

/** One line of the table. */
export interface Fault {
  /** What Crosswalk promises, in a short sentence. Lines of one promise stand together. */
  readonly promise: string
  /** What was ordered at the made-up org. */
  readonly fault: string
  observe(world: World): Promise<Observed>
}

/** What a line requires besides being written down. */
export interface Required {
  readonly state: RunAnswer['state']
  /** The code of the problem; null for none. */
  readonly code?: string | null
  /** Whether the customers may be other than before. They may not, unless the run is complete. */
  readonly changes?: boolean
}

type Act = (world: World) => void | Promise<void>

/** How one line comes about. */
export interface Way extends Required {
  readonly order: Act
  /** What puts it right besides that everything answers again. */
  readonly mend?: Act
  /** Another outside, or another way to read, for the run with the fault. */
  readonly parts?: (world: World) => SyncParts
  /** It takes a person who signs in again. */
  readonly again?: true
  /** Minutes until the next run. */
  readonly minutes?: number
}

let days = 0
/** A change at the company that must arrive, sooner or later. */
const today = ({ sandbox: { org } }: World): string => {
  const title = `Title of day ${++days}`
  const contacts = org.table('Contact')
  org.changes.update('Contact', contacts.id(knownContact), { Title: title })
  return title
}
/** A contact with a good address at a matched account. */
const knownContact = 1

/** How a run ended. */
export const words = ({ state, problem, resumeAt }: RunAnswer): string =>
  [state, ...(problem ? [`\`${problem.code}\``] : []), ...(resumeAt ? ['goes on by itself'] : [])].join(', ')

/** What a run tells a person. */
export const saidBy = ({ problem }: RunAnswer): string => problem?.what ?? '–'

/** How many of the lines a person sees are not as they were. */
const difference = (before: readonly string[], after: readonly string[]): number => {
  const known = new Set(before)
  const now = new Set(after)
  return Math.max(
    after.filter((line) => !known.has(line)).length,
    before.filter((line) => !now.has(line)).length,
  )
}

const told = (before: readonly string[], after: readonly string[]): string => {
  const count = difference(before, after)
  return count === 0 ? 'as they were' : 'up to date'
}

/** A fault that befalls a whole run: something changed at the company, the run meets the fault, and another follows. */
export const throughRun =
  (way: Way): Fault['observe'] =>
  async (world) => {
    const before = await world.seen()
    const title = today(world)
    world.clock.move({ minutes: 1 })
    await way.order(world)
    const run = await runWith(world, way.parts?.(world) ?? world.parts)
    const after = await world.seen()
    expect(run).toMatchObject({ state: way.state, ...(way.code === undefined ? {} : code(way.code)) })
    if (run.problem) expect([run.problem.what, run.problem.how].join(' ')).toMatch(/^[A-Z].*\.$/s)
    if (run.state === 'complete') expect(after.some((line) => line.includes(title))).toBe(true)
    else if (!way.changes) expect(after).toEqual(before)
    calm(world)
    await way.mend?.(world)
    if (way.again) await signInAgain(world)
    world.clock.move({ minutes: way.minutes ?? 1 })
    const next = await world.run()
    expect(next).toMatchObject({ state: 'complete', problem: null })
    const shown = await world.seen()
    expect(shown.some((line) => line.includes(title))).toBe(true)
    return {
      run: words(run),
      said: saidBy(run),
      customers: told(before, after),
      afterwards: `${way.again ? 'when somebody has signed in again: ' : ''}${words(next)}, ${told(after, shown) === 'as they were' ? 'nothing left to do' : 'today’s change arrives'}`,
    }
  }

const code = (wanted: string | null) => ({
  problem: wanted === null ? null : { code: wanted },
})

/** Lines with the same promise. */
export const promised = (
  promise: string,
  lines: Readonly<Record<string, Way | Fault['observe']>>,
): readonly Fault[] =>
  Object.entries(lines).map(([fault, line]) => ({
    promise,
    fault,
    observe: typeof line === 'function' ? line : throughRun(line),
  }))

/** A person signs in again. */
export const signInAgain: Act = async ({ parts, sandbox, workspaceId }) => {
  await connectOrg(parts.connections, sandbox, workspaceId)
}

/** A world as it should be, after a line that went wrong: one fault shall not pass for ten. */
export const rescue: Act = async (world) => {
  const { org, salesforceOrigin } = world.sandbox
  calm(world)
  Object.assign(org, { instanceUrl: salesforceOrigin, host: 'my_domain' })
  Object.assign(org.grants.settings, { idleMs: null, rotation: false })
  await signInAgain(world)
  await world.run()
}

/** A line whose fault is none for anybody: how the run ended, and what was seen in so many words. */
export const seenAfter = (run: RunAnswer, customers: string, afterwards = '–'): Observed => ({
  run: words(run),
  said: saidBy(run),
  customers,
  afterwards,
})

/** A run that must be complete. */
export const runWell = async (world: World, parts: SyncParts = world.parts): Promise<RunAnswer> => {
  world.clock.move({ minutes: 1 })
  const run = await runWith(world, parts)
  expect(run).toMatchObject({ state: 'complete', problem: null })
  return run
}
