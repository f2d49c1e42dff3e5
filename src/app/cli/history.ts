import type { Answer } from '../../base/endpoint.ts'
import { exportHistory, historyLine, listHistory } from '../../customers/contract.ts'
import { getRetention, setRetention } from '../../sync/retention/contract.ts'
import { exit, oneOf, textOf, WrongUsage, type Command, type Terminal, type Typed } from './command.ts'
import { customerNamed } from './named.ts'
import { json, pageOptions, pairs, shownOf, table } from './print.ts'
import { serverOf } from './server.ts'

const filters =
  '[--search TEXT] [--about WHAT] [--change HOW] [--customer C] [--run RUN] [--by NAME] [--from DAY] [--to DAY]'

/** What changed at all customers, and how long that is kept. */
export const historyCommands: readonly Command[] = [
  {
    name: 'history',
    usage: `${filters} [--limit N] [--offset N] [--csv] [--json]`,
    summary: 'Search what changed, newest first; --csv writes all of it as CSV to standard output',
    options: {
      ...pageOptions,
      about: { type: 'string' },
      change: { type: 'string' },
      customer: { type: 'string' },
      run: { type: 'string' },
      by: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      csv: { type: 'boolean' },
    },
    run: async (terminal, typed) => {
      if (typed.options.csv) await download(terminal, typed)
      else {
        const page = { limit: textOf(typed, 'limit') ?? 100, offset: textOf(typed, 'offset') ?? 0 }
        const answer = await serverOf(terminal).call(listHistory, { ...asked(typed), ...page })
        terminal.write(typed.options.json ? json(answer) : lines(answer))
      }
      return exit.done
    },
  },
  {
    name: 'history retention',
    usage: '[forever|MONTHS] [--json]',
    summary: 'Show or choose how long the history is kept; what is older cannot be undone',
    options: { json: { type: 'boolean' } },
    words: [0, 1],
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const [keep] = typed.words
      const kept =
        keep === undefined
          ? await server.call(getRetention, {})
          : await server.call(setRetention, { keepMonths: monthsIn(keep) })
      terminal.write(
        typed.options.json
          ? json(kept)
          : pairs({
              'Kept for': kept.keepMonths === null ? 'ever' : `${kept.keepMonths} months`,
              'Thrown away': kept.gone && `${kept.gone.lines} lines before ${kept.gone.before}`,
            }),
      )
      return exit.done
    },
  },
]

const monthsIn = (typed: string): number | null => {
  if (typed === 'forever') return null
  if (!/^\d{1,3}$/.test(typed)) throw new WrongUsage('Say "forever" or a number of months.')
  return Number(typed)
}

const asked = (typed: Typed) => {
  const [about, change, customer] = ['about', 'change', 'customer'].map((name) => textOf(typed, name))
  return {
    search: textOf(typed, 'search'),
    run: textOf(typed, 'run'),
    by: textOf(typed, 'by'),
    from: textOf(typed, 'from'),
    to: textOf(typed, 'to'),
    ...(about !== undefined && { about: oneOf(about, '--about', historyLine.shape.about.options) }),
    ...(change !== undefined && { change: oneOf(change, '--change', historyLine.shape.change.options) }),
    ...(customer !== undefined && { customer: customerNamed(customer) }),
  }
}

const download = async (terminal: Terminal, typed: Typed): Promise<void> => {
  for await (const part of await serverOf(terminal).download(exportHistory, asked(typed)))
    terminal.write(part)
}

const lines = (answer: Answer<typeof listHistory>): string =>
  table(
    ['Line', 'At', 'By', 'Change', 'Subject', 'Customer', 'Fields'],
    answer.lines.map(({ id, at, by, about, change, subject, customer, fields, detail }) => [
      id,
      at,
      by,
      `${about} ${change}`,
      subject,
      customer?.name ?? null,
      detail ??
        fields.map(({ name, before, after }) => `${name}: ${before ?? '-'} → ${after ?? '-'}`).join('; '),
    ]),
  ) +
  shownOf(answer.lines.length, answer.total, 'changes') +
  (answer.goneBefore === null ? '' : `What was before ${answer.goneBefore} is no longer kept.\n`)
