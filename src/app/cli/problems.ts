import type { Answer } from '../../base/endpoint.ts'
import {
  assignProblem,
  assignProblems,
  countProblems,
  exportProblems,
  getProblem,
  listProblems,
  problemKind,
  recheckProblem,
  snoozeProblem,
  snoozeProblems,
  unsnoozeProblem,
} from '../../sync/problems/contract.ts'
import { exit, oneOf, textOf, WrongUsage, type Command, type Typed } from './command.ts'
import { customerNamed, userNamed } from './named.ts'
import { json, pageOptions, pairs, shownOf, table } from './print.ts'
import { serverOf, type Server } from './server.ts'

type Problem = Answer<typeof getProblem>

const filters = {
  kind: { type: 'string' },
  assignee: { type: 'string' },
  customer: { type: 'string' },
  search: { type: 'string' },
  snoozed: { type: 'boolean' },
} as const

/** What needs attention: list, assign, put off, re-check, export. */
export const problemCommands: readonly Command[] = [
  {
    name: 'problems',
    usage:
      '[ID] [--kind KIND] [--assignee me|none|EMAIL] [--customer CUSTOMER] [--search TEXT] [--snoozed] [--json]',
    summary: 'List what needs attention, or show one problem with who can fix it and how',
    options: { ...filters, ...pageOptions },
    words: [0, 1],
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const [id] = typed.words
      const asJson = typed.options.json === true
      if (id !== undefined) {
        const problem = await server.call(getProblem, { id })
        terminal.write(asJson ? json(problem) : whole(problem))
        return exit.done
      }
      const answer = await server.call(listProblems, {
        ...(await asked(server, typed)),
        limit: textOf(typed, 'limit') ?? 100,
        offset: textOf(typed, 'offset') ?? 0,
      })
      terminal.write(asJson ? json(answer) : listed(answer))
      return exit.done
    },
  },
  {
    name: 'problems counts',
    usage: '[--json]',
    summary: 'Count what needs attention',
    options: { json: { type: 'boolean' } },
    run: async (terminal, typed) => {
      const counted = await serverOf(terminal).call(countProblems, {})
      terminal.write(
        typed.options.json
          ? json(counted)
          : pairs({ Open: counted.open, Mine: counted.mine, 'Put off': counted.snoozed }),
      )
      return exit.done
    },
  },
  {
    name: 'problems assign',
    usage: 'EMAIL|none ID…',
    summary: 'Give problems to a colleague, or to nobody',
    words: [2, 501],
    run: async (terminal, typed) => {
      const [email = '', ...ids] = typed.words
      const server = serverOf(terminal)
      const user = email === 'none' ? null : await userNamed(server, email)
      const userId = user?.id ?? null
      const [id = ''] = ids
      const count =
        ids.length === 1
          ? (await server.call(assignProblem, { id, userId })) && 1
          : (await server.call(assignProblems, { ids, userId })).problems
      terminal.write(`Assigned to ${user?.name ?? 'nobody'}: ${count}\n`)
      return exit.done
    },
  },
  {
    name: 'problems snooze',
    usage: '--until DATE --reason TEXT ID…',
    summary: 'Put problems off until a date (UTC) or an instant; they are not counted until then',
    options: { until: { type: 'string' }, reason: { type: 'string' } },
    words: [1, 500],
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const until = instantOf(textOf(typed, 'until'))
      const reason = textOf(typed, 'reason')
      if (reason === undefined) throw new WrongUsage('Say why with --reason.')
      const ids = [...typed.words]
      const [id = ''] = ids
      const count =
        ids.length === 1
          ? (await server.call(snoozeProblem, { id, until, reason })) && 1
          : (await server.call(snoozeProblems, { ids, until, reason })).problems
      terminal.write(`Put off until ${until}: ${count}\n`)
      return exit.done
    },
  },
  {
    name: 'problems unsnooze',
    usage: 'ID',
    summary: 'Count a problem again that was put off',
    words: [1, 1],
    run: async (terminal, typed) => {
      await serverOf(terminal).call(unsnoozeProblem, { id: typed.words[0] ?? '' })
      terminal.write('It counts again.\n')
      return exit.done
    },
  },
  {
    name: 'problems recheck',
    usage: 'ID [--json]',
    summary: 'Read what changed at the sources now; the problem closes if it is mended',
    options: { json: { type: 'boolean' } },
    words: [1, 1],
    run: async (terminal, typed) => {
      const answer = await serverOf(terminal).call(recheckProblem, { id: typed.words[0] ?? '' })
      const said = answer.started ? 'has started' : 'is under way already'
      terminal.write(typed.options.json ? json(answer) : `Run ${answer.run.id} ${said}.\n`)
      return exit.done
    },
  },
  {
    name: 'problems export',
    usage: '[--kind KIND] [--assignee me|none|EMAIL] [--customer CUSTOMER] [--search TEXT] [--snoozed]',
    summary: 'Write what needs attention as CSV to standard output',
    options: filters,
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      for await (const part of await server.download(exportProblems, await asked(server, typed)))
        terminal.write(part)
      return exit.done
    },
  },
]

const asked = async (server: Server, typed: Typed) => {
  const [kind, assignee, customer, search] = ['kind', 'assignee', 'customer', 'search'].map((name) =>
    textOf(typed, name),
  )
  return {
    ...(kind !== undefined && { kind: oneOf(kind, '--kind', problemKind.options) }),
    ...(assignee !== undefined && {
      assignee: assignee === 'me' || assignee === 'none' ? assignee : (await userNamed(server, assignee)).id,
    }),
    ...(customer !== undefined && { customer: customerNamed(customer) }),
    search,
    snoozed: typed.options.snoozed ? ('yes' as const) : ('no' as const),
  }
}

const instantOf = (typed: string | undefined): string => {
  const at = new Date(typed ?? '')
  if (Number.isNaN(at.getTime())) throw new WrongUsage('--until takes a date such as 2026-12-24.')
  return at.toISOString()
}

const listed = ({ problems, total, groups }: Answer<typeof listProblems>): string =>
  table(
    ['Kind', 'Open', 'Put off'],
    groups.map(({ kind, open, snoozed }) => [kind, open, snoozed]),
  ) +
  '\n' +
  table(
    ['Problem', 'Kind', 'About', 'Customer', 'Since', 'Assigned to'],
    problems.map(({ id, kind, subject, customer, since, assignee }) => [
      id,
      kind,
      subject,
      customer?.externalId ?? null,
      since,
      assignee?.name ?? null,
    ]),
  ) +
  shownOf(problems.length, total, 'problems')

const whole = (problem: Problem): string =>
  pairs({
    Problem: problem.id,
    Kind: problem.kind,
    About: problem.subject,
    Customer: problem.customer ? `${problem.customer.name} (${problem.customer.externalId})` : null,
    'What happened': problem.what,
    'What it means': problem.means,
    'Who can fix it': problem.who,
    'What to do': problem.how,
    ...Object.fromEntries(problem.links.map(({ label, url }) => [label, url])),
    Since: problem.since,
    Closed: problem.closedAt,
    'Assigned to': problem.assignee?.name ?? null,
    'Put off until': problem.snooze
      ? `${problem.snooze.until}, by ${problem.snooze.by}: ${problem.snooze.reason}`
      : null,
  })
