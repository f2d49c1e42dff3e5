import { getRun, listRunChanges, listRuns, startSync } from '../../sync/contract.ts'
import { exit, textOf, WrongUsage, type Command, type Exit, type Terminal, type Typed } from './command.ts'
import { preview } from './previews.ts'
import { json, table } from './print.ts'
import { changeTable, exitOf, finished, summary } from './run-lines.ts'
import { serverOf } from './server.ts'

/** Runs: start one, wait for it, look at earlier ones. */
export const syncCommands: readonly Command[] = [
  {
    name: 'sync',
    usage: '[--wait] [--billing] [--preview [--rows]] [--json]',
    summary:
      'Synchronize now, or say what that would change; exit code 3 when the run does not complete or would be held',
    options: {
      wait: { type: 'boolean' },
      billing: { type: 'boolean' },
      preview: { type: 'boolean' },
      rows: { type: 'boolean' },
      json: { type: 'boolean' },
    },
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      if (typed.options.preview) {
        if (typed.options.billing) throw new WrongUsage('A preview reads everything, not only billing.')
        return preview(terminal, server, typed, { read: 'everything' })
      }
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
    usage: '[RUN] [--waiting] [--limit N] [--json]',
    summary:
      'List runs, newest first, or only those held until a person decides, or show one with its changes',
    options: { waiting: { type: 'boolean' }, limit: { type: 'string' }, json: { type: 'boolean' } },
    words: [0, 1],
    run: async (terminal, typed) => {
      const [id] = typed.words
      return id === undefined ? allRuns(terminal, typed) : oneRun(terminal, id, typed.options.json === true)
    },
  },
]

const allRuns = async (terminal: Terminal, typed: Typed): Promise<Exit> => {
  const answer = await serverOf(terminal).call(listRuns, {
    limit: textOf(typed, 'limit') ?? '20',
    ...(typed.options.waiting && { waiting: 'true' }),
  })
  const rows = answer.runs.map((run) => [run.id, run.state, run.queuedAt, run.reason, run.by, run.calls])
  terminal.write(
    typed.options.json ? json(answer) : table(['Run', 'State', 'Asked at', 'Reason', 'By', 'Calls'], rows),
  )
  return exit.done
}

const oneRun = async (terminal: Terminal, id: string, asJson: boolean): Promise<Exit> => {
  const server = serverOf(terminal)
  const run = await server.call(getRun, { id })
  const changes = await server.call(listRunChanges, { id, limit: 500 })
  if (asJson) terminal.write(json({ ...run, changes }))
  else {
    terminal.write(summary(run))
    terminal.write(changeTable(changes))
  }
  return exit.done
}
