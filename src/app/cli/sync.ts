import type { Answer } from '../../base/endpoint.ts'
import { getRun, listRunChanges, listRuns, startSync } from '../../sync/contract.ts'
import { exit, textOf, type Command, type Exit, type Terminal } from './command.ts'
import { json, pairs, table } from './print.ts'
import { serverOf, type Server } from './server.ts'

type Run = Answer<typeof getRun>

/** Runs: start one, wait for it, look at earlier ones. */
export const syncCommands: readonly Command[] = [
  {
    name: 'sync',
    usage: '[--wait] [--billing] [--json]',
    summary: 'Synchronize now, or read only the billing tool; exit code 3 when the run does not complete',
    options: { wait: { type: 'boolean' }, billing: { type: 'boolean' }, json: { type: 'boolean' } },
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const { run, started } = await server.call(startSync, {
        read: typed.options.billing ? 'billing' : 'everything',
      })
      const quiet = typed.options.json === true
      if (!quiet)
        terminal.write(started ? `Run ${run.id} has started.\n` : `Run ${run.id} is under way already.\n`)
      const last = typed.options.wait ? await finished(terminal, server, run, quiet) : run
      terminal.write(quiet ? json(last) : typed.options.wait ? summary(last) : '')
      return typed.options.wait ? exitOf(last) : exit.done
    },
  },
  {
    name: 'runs',
    usage: '[RUN] [--limit N] [--json]',
    summary: 'List runs, newest first, or show one with its changes',
    options: { limit: { type: 'string' }, json: { type: 'boolean' } },
    words: [0, 1],
    run: async (terminal, typed) => {
      const [id] = typed.words
      return id === undefined
        ? allRuns(terminal, typed.options.json === true, textOf(typed, 'limit'))
        : oneRun(terminal, id, typed.options.json === true)
    },
  },
]

const allRuns = async (terminal: Terminal, asJson: boolean, limit = '20'): Promise<Exit> => {
  const answer = await serverOf(terminal).call(listRuns, { limit })
  const rows = answer.runs.map((run) => [run.id, run.state, run.queuedAt, run.reason, run.by, run.calls])
  terminal.write(asJson ? json(answer) : table(['Run', 'State', 'Asked at', 'Reason', 'By', 'Calls'], rows))
  return exit.done
}

const oneRun = async (terminal: Terminal, id: string, asJson: boolean): Promise<Exit> => {
  const server = serverOf(terminal)
  const run = await server.call(getRun, { id })
  const changes = await server.call(listRunChanges, { id, limit: 500 })
  if (asJson) terminal.write(json({ ...run, changes }))
  else {
    terminal.write(summary(run))
    terminal.write(
      table(
        ['About', 'Change', 'Subject', 'Customer'],
        changes.lines.map((line) => [line.about, line.change, line.subject, line.customer?.name ?? null]),
      ),
    )
    if (changes.lines.length < changes.total)
      terminal.write(`${changes.lines.length} of ${changes.total} changes\n`)
  }
  return exit.done
}

/** Asks once a second until the run is over, saying each new step once. */
const finished = async (terminal: Terminal, server: Server, from: Run, quiet: boolean): Promise<Run> => {
  let run = from
  let said = ''
  while (run.finishedAt === null) {
    await terminal.clock.sleep(1000)
    run = await server.call(getRun, { id: run.id })
    const step = run.progress?.label ?? ''
    if (!quiet && step !== '' && step !== said) terminal.write(`${step} …\n`)
    said = step
  }
  return run
}

const exitOf = (run: Run): Exit => (run.state === 'complete' ? exit.done : exit.incomplete)

const summary = (run: Run): string => {
  const { id, state, reason, counts, calls, reads, problem, startedAt, finishedAt, resumeAt } = run
  const change = (of?: { created: number; changed: number; removed: number }): string | null =>
    of ? `${of.created} created, ${of.changed} changed, ${of.removed} removed` : null
  const managers = counts?.accountManagers
  return pairs({
    Run: id,
    State: state,
    Reason: reason,
    Started: startedAt,
    Finished: finishedAt,
    Customers: change(counts?.customers),
    Contacts: change(counts?.contacts),
    'Account managers': managers
      ? `${managers.assigned} assigned, ${managers.changed} changed, ${managers.cleared} cleared`
      : null,
    'Users created': counts?.usersCreated ?? null,
    'Skipped contacts': counts?.skippedContacts ?? null,
    'Salesforce calls': calls,
    ...Object.fromEntries(reads.map((one) => [`Read ${one.object}`, readSentence(one)])),
    ...(resumeAt !== null && { 'Goes on': resumeAt }),
    ...(problem && { Problem: [problem.what, problem.means, problem.how].filter(Boolean).join(' ') }),
  })
}

const readSentence = ({ since, asked, read, pages, sweep, hidden }: Run['reads'][number]): string =>
  [
    `${read} of ${asked}${since === null ? '' : ` changed since ${since}`}, ${pages} pages`,
    ...(sweep ? [`${sweep.read} of ${sweep.asked} ids compared`] : []),
    ...(hidden.length > 0 ? [`not shown: ${hidden.join(', ')}`] : []),
  ].join('; ')
