import type { Answer } from '../../base/endpoint.ts'
import {
  addWebhook,
  changeWebhook,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  rotateWebhook,
  sendAgain,
  testWebhook,
} from '../../outbound/webhooks/contract.ts'
import { kindsOf, spoken } from './alerts.ts'
import { exit, textOf, WrongUsage, type Command, type Exit, type Terminal } from './command.ts'
import { json, shownOf, table } from './print.ts'
import { serverOf, type Server } from './server.ts'

type Webhook = Answer<typeof listWebhooks>['webhooks'][number]
type Delivery = Answer<typeof testWebhook>

/** Other systems that are told of alerts. */
export const webhookCommands: readonly Command[] = [
  {
    name: 'alerts webhooks',
    usage: '[--json]',
    summary: 'List the systems that are told of alerts',
    options: { json: { type: 'boolean' } },
    run: async (terminal, typed) => {
      const answer = await serverOf(terminal).call(listWebhooks, {})
      const rows = answer.webhooks.map((one) => [
        one.id,
        one.address,
        one.format,
        stateOf(one),
        one.kinds.map(spoken).join(', '),
      ])
      terminal.write(
        typed.options.json ? json(answer) : table(['Id', 'Address', 'Format', 'State', 'Alerts'], rows),
      )
      return exit.done
    },
  },
  {
    name: 'alerts webhooks add',
    usage: 'ADDRESS [--slack] [--kinds KIND,KIND…|all]',
    summary: 'Add a webhook and print its signing secret, this once',
    options: { slack: { type: 'boolean' }, kinds: { type: 'string' } },
    words: [1, 1],
    run: async (terminal, typed) => {
      const [address = ''] = typed.words
      const { webhook, secret } = await serverOf(terminal).call(addWebhook, {
        address,
        format: typed.options.slack ? 'slack' : 'standard',
        kinds: kindsOf(textOf(typed, 'kinds') ?? 'all'),
      })
      terminal.write(`Added ${webhook.id}.\n${secret ? `${secret}\n` : ''}`)
      return exit.done
    },
  },
  {
    name: 'alerts webhooks set',
    usage: 'ID [--kinds KIND,KIND…|all] [--on|--off]',
    summary: 'Choose what a webhook is told, or switch it on or off',
    options: { kinds: { type: 'string' }, on: { type: 'boolean' }, off: { type: 'boolean' } },
    words: [1, 1],
    run: async (terminal, typed) => {
      const kinds = textOf(typed, 'kinds')
      const { on, off } = typed.options
      if (on && off) throw new WrongUsage('Say either --on or --off.')
      if (kinds === undefined && !on && !off) throw new WrongUsage('Say --kinds, --on or --off.')
      const server = serverOf(terminal)
      const { id } = await webhookNamed(server, typed.words[0] ?? '')
      const changed = await server.call(changeWebhook, {
        id,
        ...(kinds !== undefined && { kinds: kindsOf(kinds) }),
        ...((on || off) && { on: on === true }),
      })
      terminal.write(`${changed.address}: ${stateOf(changed)}, ${changed.kinds.map(spoken).join(', ')}\n`)
      return exit.done
    },
  },
  {
    name: 'alerts webhooks rotate',
    usage: 'ID',
    summary: 'Make a new signing secret and print it, this once; the old one signs too for 24 hours',
    words: [1, 1],
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const { id } = await webhookNamed(server, typed.words[0] ?? '')
      const { secret, oldUntil } = await server.call(rotateWebhook, { id })
      terminal.write(`${secret}\nThe old secret signs too until ${oldUntil}.\n`)
      return exit.done
    },
  },
  {
    name: 'alerts webhooks remove',
    usage: 'ID',
    summary: 'Remove a webhook and its delivery log',
    words: [1, 1],
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const { id, address } = await webhookNamed(server, typed.words[0] ?? '')
      await server.call(removeWebhook, { id })
      terminal.write(`Removed ${address}.\n`)
      return exit.done
    },
  },
  {
    name: 'alerts webhooks test',
    usage: 'ID',
    summary: 'Send a test to a webhook now and say what it answered',
    words: [1, 1],
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const { id } = await webhookNamed(server, typed.words[0] ?? '')
      return said(terminal, await server.call(testWebhook, { id }))
    },
  },
  {
    name: 'alerts webhooks log',
    usage: 'ID [--limit N] [--offset N] [--json]',
    summary: 'List what was sent to a webhook, newest first',
    options: { limit: { type: 'string' }, offset: { type: 'string' }, json: { type: 'boolean' } },
    words: [1, 1],
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const { id } = await webhookNamed(server, typed.words[0] ?? '')
      const page = { limit: textOf(typed, 'limit') ?? 50, offset: textOf(typed, 'offset') ?? 0 }
      const answer = await server.call(listDeliveries, { id, ...page })
      terminal.write(typed.options.json ? json(answer) : log(answer))
      return exit.done
    },
  },
  {
    name: 'alerts webhooks again',
    usage: 'DELIVERY',
    summary: 'Send one delivery again now, under the same id',
    words: [1, 1],
    run: async (terminal, typed) =>
      said(terminal, await serverOf(terminal).call(sendAgain, { id: typed.words[0] ?? '' })),
  },
]

const stateOf = ({ disabledAt, failingSince }: Webhook): string => {
  if (disabledAt) return 'off'
  return failingSince ? `failing since ${failingSince}` : 'on'
}

const said = (terminal: Terminal, { state, outcome }: Delivery): Exit => {
  terminal.write(`${state}: ${outcome ?? ''}\n`)
  return state === 'delivered' ? exit.done : exit.failed
}

const log = ({ deliveries, total }: Answer<typeof listDeliveries>): string =>
  table(
    ['Id', 'At', 'State', 'Tries', 'Title', 'Last answer'],
    deliveries.map((one) => [one.id, one.createdAt, one.state, one.tries, one.title, one.outcome]),
  ) + shownOf(deliveries.length, total, 'deliveries')

/** By id, or the address as it is listed. */
const webhookNamed = async (server: Server, named: string): Promise<Webhook> => {
  const { webhooks } = await server.call(listWebhooks, {})
  const [found, ...others] = webhooks.filter(({ id, address }) => [id, address].includes(named))
  if (!found) throw new WrongUsage(`There is no webhook "${named}".`)
  if (others.length > 0) throw new WrongUsage(`Several webhooks have this address. Name one by its id.`)
  return found
}
