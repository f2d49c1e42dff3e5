import type { Answer } from '../../base/endpoint.ts'
import { listPins, previewUndo, releasePin, releasePins, startUndo } from '../../sync/undo/contract.ts'
import { exit, textOf, WrongUsage, type Command, type Exit, type Terminal, type Typed } from './command.ts'
import { customerNamed } from './named.ts'
import { json, pageOptions, shownOf, table } from './print.ts'
import { serverOf } from './server.ts'

/** Taking back what runs did, and the pins that keep it so. */
export const undoCommands: readonly Command[] = [
  {
    name: 'undo',
    usage: 'RUN [--customer CUSTOMER] [--line LINE] [--yes] [--json]',
    summary: 'Show what taking back a run, or a part of it, would change; with --yes, take it back',
    options: {
      customer: { type: 'string' },
      line: { type: 'string' },
      yes: { type: 'boolean' },
      json: { type: 'boolean' },
    },
    words: [1, 1],
    run: (terminal, typed) => undo(terminal, typed),
  },
  {
    name: 'pins',
    usage: '[--search TEXT] [--limit N] [--offset N] [--json]',
    summary: 'List what was undone and stays so, whatever the sources say',
    options: pageOptions,
    run: async (terminal, typed) => {
      const answer = await serverOf(terminal).call(listPins, {
        search: textOf(typed, 'search'),
        limit: textOf(typed, 'limit') ?? 100,
        offset: textOf(typed, 'offset') ?? 0,
      })
      const rows = answer.pins.map(({ id, about, subject, customer, sentence, by, at }) => [
        id,
        about,
        subject,
        customer?.name ?? null,
        sentence,
        by,
        at,
      ])
      terminal.write(
        typed.options.json
          ? json(answer)
          : table(['Pin', 'About', 'Subject', 'Customer', 'What it does', 'By', 'Since'], rows) +
              shownOf(rows.length, answer.total, 'pins'),
      )
      return exit.done
    },
  },
  {
    name: 'pins release',
    usage: 'PIN | --run RUN | --customer CUSTOMER',
    summary: 'Release a pin, those of an undone run, or those of a customer; the sources’ word counts again',
    options: { run: { type: 'string' }, customer: { type: 'string' } },
    words: [0, 1],
    run: async (terminal, typed) => {
      const { released, run } = await release(terminal, typed)
      terminal.write(`Released ${released}. Run ${run.id} brings back what the sources say.\n`)
      return exit.done
    },
  },
]

const undo = async (terminal: Terminal, typed: Typed): Promise<Exit> => {
  const server = serverOf(terminal)
  const customer = textOf(typed, 'customer')
  const asked = {
    runId: typed.words[0] ?? '',
    line: textOf(typed, 'line'),
    ...(customer !== undefined && { customerId: customerNamed(customer) }),
  }
  const preview = await server.call(previewUndo, asked)
  const started = typed.options.yes ? await server.call(startUndo, asked) : null
  if (typed.options.json) terminal.write(json(started ?? preview))
  else {
    terminal.write(shown(preview))
    terminal.write(
      started ? `Run ${started.run.id} takes it back.\n` : 'Nothing was changed. --yes takes it back.\n',
    )
  }
  return exit.done
}

const shown = ({ total, lines, moved, advice }: Answer<typeof previewUndo>): string =>
  [
    table(
      ['About', 'Change', 'Subject', 'Customer'],
      lines.map((line) => [line.about, line.change, line.subject, line.customer?.name ?? null]),
    ),
    shownOf(lines.length, total, 'changes'),
    ...moved.items.map(({ customer, sentence }) => `${customer ? `${customer.name}: ` : ''}${sentence}\n`),
    moved.total > moved.items.length ? `${moved.total - moved.items.length} more have moved since.\n` : '',
    advice === null ? '' : `${advice}\n`,
  ].join('')

const release = async (terminal: Terminal, typed: Typed) => {
  const server = serverOf(terminal)
  const [id] = typed.words
  const [runId, customer] = [textOf(typed, 'run'), textOf(typed, 'customer')]
  if ([id, runId, customer].filter((one) => one !== undefined).length !== 1)
    throw new WrongUsage('Say one of: a pin, --run, --customer.')
  if (id !== undefined) return server.call(releasePin, { id })
  return server.call(
    releasePins,
    customer === undefined ? { runId } : { customerId: customerNamed(customer) },
  )
}
