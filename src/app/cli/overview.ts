import type { Answer } from '../../base/endpoint.ts'
import { getOverview } from '../../sync/overview/contract.ts'
import { exit, type Command } from './command.ts'
import { json, table } from './print.ts'
import { serverOf } from './server.ts'

type Overview = Answer<typeof getOverview>

/** The first page, in a terminal. */
export const overviewCommands: readonly Command[] = [
  {
    name: 'overview',
    usage: '[--json]',
    summary: 'Show how things stand: matches, contact sources, account managers, problems, last runs',
    options: { json: { type: 'boolean' } },
    run: async (terminal, typed) => {
      const overview = await serverOf(terminal).call(getOverview, {})
      terminal.write(typed.options.json ? json(overview) : shown(overview))
      return exit.done
    },
  },
]

const shown = ({ customers, matches, contacts, managers, problems, runs }: Overview): string =>
  [
    table(['Customers', 'Number'], [['all', customers], ...Object.entries(matches)]),
    table(
      ['Contacts from', 'Customers', 'Contacts'],
      contacts.map((one) => [one.source, one.customers, one.contacts]),
    ),
    table(
      ['Account manager', 'Customers'],
      [
        ...managers.top.map(({ name, customers: load }): [string, number] => [name, load]),
        [`${managers.others.people} others`, managers.others.customers],
        ['nobody', managers.unassigned],
      ],
    ),
    table(
      ['Problem', 'Open'],
      problems.kinds.map(({ kind, open }) => [kind, open.at(-1) ?? 0]),
    ),
    table(
      ['Run', 'State', 'Started', 'Seconds', 'Changes'],
      runs
        .slice(-5)
        .map((run) => [run.id, run.state, run.startedAt, Math.round(run.milliseconds / 1000), run.changes]),
    ),
  ].join('\n')
