import type { Answer } from '../../base/endpoint.ts'
import {
  assignAccountManager,
  customerHistory,
  exportContacts,
  exportCustomers,
  getCustomer,
  listAccountManagers,
  listCustomers,
  matchState,
} from '../../customers/contract.ts'
import { previewCustomer } from '../../sync/previews/contract.ts'
import { exit, oneOf, textOf, type Command, type Typed } from './command.ts'
import { customerNamed, userNamed } from './named.ts'
import { json, pageOptions, pairs, shownOf, table } from './print.ts'
import { changeTable } from './run-lines.ts'
import { serverOf } from './server.ts'

const asJson = { json: { type: 'boolean' } } as const

/** Customers with their account managers, and exports. */
export const customerCommands: readonly Command[] = [
  {
    name: 'customers',
    usage: '[--search TEXT] [--match STATE] [--limit N] [--offset N] [--json]',
    summary: 'List customers with match, main contact and account manager',
    options: { ...pageOptions, match: { type: 'string' } },
    run: async (terminal, typed) => {
      const match = textOf(typed, 'match')
      const answer = await serverOf(terminal).call(listCustomers, {
        search: textOf(typed, 'search'),
        ...(match !== undefined && { match: oneOf(match, '--match', matchState.options) }),
        limit: textOf(typed, 'limit') ?? 100,
        offset: textOf(typed, 'offset') ?? 0,
      })
      if (typed.options.json) terminal.write(json(answer))
      else {
        const rows = answer.customers.map((customer) => [
          customer.externalId,
          customer.name,
          customer.match,
          customer.contacts,
          customer.mainContact?.email ?? null,
          customer.accountManager?.name ?? null,
        ])
        terminal.write(
          table(['External id', 'Name', 'Match', 'Contacts', 'Main contact', 'Account manager'], rows),
        )
        terminal.write(shownOf(rows.length, answer.total, 'customers'))
      }
      return exit.done
    },
  },
  {
    name: 'customers show',
    usage: 'CUSTOMER [--json]',
    summary: 'Show one customer, named by its id in the billing tool',
    options: asJson,
    words: [1, 1],
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const customer = await server.call(getCustomer, { id: customerNamed(typed.words[0] ?? '') })
      terminal.write(typed.options.json ? json(customer) : whole(customer))
      return exit.done
    },
  },
  {
    name: 'customers history',
    usage: 'CUSTOMER [--limit N] [--offset N] [--json]',
    summary: 'List what changed at one customer, newest first',
    options: { limit: { type: 'string' }, offset: { type: 'string' }, ...asJson },
    words: [1, 1],
    run: async (terminal, typed) => {
      const answer = await serverOf(terminal).call(customerHistory, {
        id: customerNamed(typed.words[0] ?? ''),
        limit: textOf(typed, 'limit') ?? 100,
        offset: textOf(typed, 'offset') ?? 0,
      })
      const rows = answer.lines.map((line) => [line.at, line.by, line.about, line.change, line.subject])
      terminal.write(
        typed.options.json
          ? json(answer)
          : table(['At', 'By', 'About', 'Change', 'Subject'], rows) +
              shownOf(rows.length, answer.total, 'changes'),
      )
      return exit.done
    },
  },
  {
    name: 'customers preview',
    usage: 'CUSTOMER [--contacts on|off] [--account-managers on|off] [--json]',
    summary: 'Say what a synchronization would change at one customer; nothing is changed',
    options: { contacts: { type: 'string' }, 'account-managers': { type: 'string' }, ...asJson },
    words: [1, 1],
    run: async (terminal, typed) => {
      const answer = await serverOf(terminal).call(previewCustomer, {
        id: customerNamed(typed.words[0] ?? ''),
        contacts: switchOf(typed, 'contacts'),
        accountManagers: switchOf(typed, 'account-managers'),
      })
      const lines = { lines: answer.lines, total: answer.lines.length }
      const shown = lines.total === 0 ? 'A sync would change nothing here.\n' : changeTable(lines)
      terminal.write(typed.options.json ? json(answer) : shown)
      return exit.done
    },
  },
  {
    name: 'customers assign',
    usage: 'CUSTOMER EMAIL|none',
    summary: 'Assign an account manager, or nobody; refused while Salesforce decides',
    words: [2, 2],
    run: async (terminal, typed) => {
      const [customer = '', email = ''] = typed.words
      const server = serverOf(terminal)
      const user = email === 'none' ? null : await userNamed(server, email)
      await server.call(assignAccountManager, { id: customerNamed(customer), userId: user?.id ?? null })
      terminal.write(`Account manager of ${customer}: ${user?.name ?? 'nobody'}\n`)
      return exit.done
    },
  },
  {
    name: 'account-managers',
    usage: '[--json]',
    summary: 'List account managers with how many customers each has',
    options: asJson,
    run: async (terminal, typed) => {
      const answer = await serverOf(terminal).call(listAccountManagers, {})
      const rows = answer.accountManagers.map((user) => [
        user.name,
        user.email,
        user.status,
        user.inactive ? 'inactive' : user.frozen ? 'frozen' : user.hidden ? 'hidden' : null,
        user.source,
        user.customers,
      ])
      rows.push(['nobody', null, '', null, '', answer.unassigned])
      terminal.write(
        typed.options.json
          ? json(answer)
          : table(['Name', 'E-mail', 'Status', 'In Salesforce', 'Source', 'Customers'], rows),
      )
      return exit.done
    },
  },
  {
    name: 'export',
    usage: 'customers|contacts',
    summary: 'Write all customers or contacts as CSV to standard output',
    words: [1, 1],
    run: async (terminal, typed) => {
      const what = oneOf(typed.words[0], 'export', ['customers', 'contacts'])
      const lines = await serverOf(terminal).download(
        what === 'customers' ? exportCustomers : exportContacts,
        {},
      )
      for await (const part of lines) terminal.write(part)
      return exit.done
    },
  },
]

/** As an address takes a switch; undefined when it was not typed. */
const switchOf = (typed: Typed, name: string): string | undefined => {
  const value = textOf(typed, name)
  return value === undefined ? undefined : String(oneOf(value, `--${name}`, ['on', 'off']) === 'on')
}

const whole = (customer: Answer<typeof getCustomer>): string =>
  pairs({
    Name: customer.name,
    'External id': customer.externalId,
    Match: customer.match.sentence,
    'To change': customer.match.remedy,
    'Account manager': customer.accountManager?.name ?? null,
    Contacts: customer.contactSourceReason,
    ...Object.fromEntries(customer.customFields.map(({ label, value }) => [label, value])),
  }) +
  table(
    ['E-mail', 'Name', 'Job title', 'Main', 'Position'],
    customer.contacts.map((contact) => [
      contact.email,
      [contact.firstName, contact.lastName].filter(Boolean).join(' '),
      contact.jobTitle,
      contact.isMain ? 'main' : '',
      contact.position?.name ?? null,
    ]),
  )
