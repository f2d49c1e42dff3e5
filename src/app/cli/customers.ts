import {
  addCustomField,
  exportContacts,
  exportCustomers,
  listContacts,
  listCustomers,
  listCustomFields,
  matchState,
} from '../../customers/contract.ts'
import { exit, oneOf, textOf, type Command } from './command.ts'
import { json, table } from './print.ts'
import { serverOf } from './server.ts'

const list = {
  search: { type: 'string' },
  limit: { type: 'string' },
  offset: { type: 'string' },
  json: { type: 'boolean' },
} as const

const shownOf = (shown: number, total: number, what: string): string =>
  shown === total ? `${total} ${what}\n` : `${shown} of ${total} ${what}; --limit and --offset show others\n`

/** Customers, contacts, custom fields and their exports. */
export const customerCommands: readonly Command[] = [
  {
    name: 'customers',
    usage: '[--search TEXT] [--match STATE] [--limit N] [--offset N] [--json]',
    summary: 'List customers with match, main contact and account manager',
    options: { ...list, match: { type: 'string' } },
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
    name: 'contacts',
    usage: '[--search TEXT] [--limit N] [--offset N] [--json]',
    summary: 'List contacts of all customers',
    options: list,
    run: async (terminal, typed) => {
      const answer = await serverOf(terminal).call(listContacts, {
        search: textOf(typed, 'search'),
        limit: textOf(typed, 'limit') ?? 100,
        offset: textOf(typed, 'offset') ?? 0,
      })
      if (typed.options.json) terminal.write(json(answer))
      else {
        const rows = answer.contacts.map((contact) => [
          contact.email,
          [contact.firstName, contact.lastName].filter(Boolean).join(' '),
          contact.jobTitle,
          contact.isMain ? 'main' : '',
          contact.source,
          contact.customer.name,
        ])
        terminal.write(table(['E-mail', 'Name', 'Job title', 'Main', 'Source', 'Customer'], rows))
        terminal.write(shownOf(rows.length, answer.total, 'contacts'))
      }
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
  {
    name: 'custom-fields',
    usage: '[--json]',
    summary: 'List custom fields and those the billing tool offers',
    options: { json: { type: 'boolean' } },
    run: async (terminal, typed) => {
      const answer = await serverOf(terminal).call(listCustomFields, {})
      if (typed.options.json) terminal.write(json(answer))
      else {
        const rows = [
          ...answer.fields.map((field) => [
            field.label,
            field.key,
            'added',
            `${field.filled} of ${field.customers}`,
          ]),
          ...answer.offered.map((field) => [
            '',
            field.key,
            'offered',
            `${field.filled} of ${field.customers}`,
          ]),
        ]
        terminal.write(table(['Label', 'Key', 'State', 'Filled'], rows))
      }
      return exit.done
    },
  },
  {
    name: 'custom-fields add',
    usage: 'KEY [--label TEXT]',
    summary: 'Add a customer field from those the billing tool offers',
    options: { label: { type: 'string' } },
    words: [1, 1],
    run: async (terminal, typed) => {
      const key = typed.words[0] ?? ''
      const field = await serverOf(terminal).call(addCustomField, {
        key,
        label: textOf(typed, 'label') ?? key,
      })
      terminal.write(
        `Added "${field.label}"; ${field.filled} of ${field.customers} customers have a value.\n`,
      )
      return exit.done
    },
  },
]
