import {
  addPosition,
  changeContact,
  listContacts,
  listPositions,
  listSkippedContacts,
  removePosition,
  renamePosition,
} from '../../customers/contract.ts'
import { exit, oneOf, textOf, WrongUsage, type Command } from './command.ts'
import { contactNamed, positionNamed } from './named.ts'
import { json, pageOptions, shownOf, table } from './print.ts'
import { serverOf } from './server.ts'

/** Contacts, what a person decides about them, and the positions they can have. */
export const contactCommands: readonly Command[] = [
  {
    name: 'contacts',
    usage: '[--search TEXT] [--limit N] [--offset N] [--json]',
    summary: 'List contacts of all customers',
    options: pageOptions,
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
          contact.position?.name ?? null,
          contact.source,
          contact.customer.name,
        ])
        terminal.write(table(['E-mail', 'Name', 'Job title', 'Main', 'Position', 'Source', 'Customer'], rows))
        terminal.write(shownOf(rows.length, answer.total, 'contacts'))
      }
      return exit.done
    },
  },
  {
    name: 'contacts left-out',
    usage: '[--limit N] [--offset N] [--json]',
    summary: 'List contacts the sources have and Crosswalk left out, each with the reason',
    options: { limit: { type: 'string' }, offset: { type: 'string' }, json: { type: 'boolean' } },
    run: async (terminal, typed) => {
      const answer = await serverOf(terminal).call(listSkippedContacts, {
        limit: textOf(typed, 'limit') ?? 100,
        offset: textOf(typed, 'offset') ?? 0,
      })
      const rows = answer.contacts.map((contact) => [
        contact.name,
        contact.email,
        contact.reason,
        contact.source,
        contact.customer.name,
      ])
      terminal.write(
        typed.options.json
          ? json(answer)
          : table(['Name', 'E-mail', 'Reason', 'Source', 'Customer'], rows) +
              shownOf(rows.length, answer.total, 'contacts'),
      )
      return exit.done
    },
  },
  {
    name: 'contacts choose',
    usage: 'EMAIL [--customer CUSTOMER] [--main yes|no] [--position POSITION|none]',
    summary: 'Choose the main contact (no gives the choice back to the oldest), or a contact’s position',
    options: { customer: { type: 'string' }, main: { type: 'string' }, position: { type: 'string' } },
    words: [1, 1],
    run: async (terminal, typed) => {
      const main = textOf(typed, 'main')
      const position = textOf(typed, 'position')
      if (main === undefined && position === undefined)
        throw new WrongUsage('Say --main, --position or both.')
      const isMain = main === undefined ? undefined : oneOf(main, '--main', ['yes', 'no']) === 'yes'
      const server = serverOf(terminal)
      const { id } = await contactNamed(server, typed.words[0] ?? '', textOf(typed, 'customer'))
      const positionId =
        position === undefined || position === 'none' ? null : (await positionNamed(server, position)).id
      const contact = await server.call(changeContact, {
        id,
        ...(isMain !== undefined && { isMain }),
        ...(position !== undefined && { positionId }),
      })
      const said = `${contact.isMain ? 'main contact' : 'contact'}, ${contact.position?.name ?? 'no position'}`
      terminal.write(`${contact.email}: ${said}\n`)
      return exit.done
    },
  },
  {
    name: 'positions',
    usage: '[--json]',
    summary: 'List contact positions',
    options: { json: { type: 'boolean' } },
    run: async (terminal, typed) => {
      const answer = await serverOf(terminal).call(listPositions, {})
      const rows = answer.positions.map(({ name, contacts }) => [name, contacts])
      terminal.write(typed.options.json ? json(answer) : table(['Position', 'Contacts'], rows))
      return exit.done
    },
  },
  {
    name: 'positions add',
    usage: 'NAME',
    summary: 'Add a contact position',
    words: [1, 1],
    run: async (terminal, typed) => {
      const { name } = await serverOf(terminal).call(addPosition, { name: typed.words[0] ?? '' })
      terminal.write(`Added "${name}".\n`)
      return exit.done
    },
  },
  {
    name: 'positions rename',
    usage: 'POSITION NAME',
    summary: 'Rename a contact position',
    words: [2, 2],
    run: async (terminal, typed) => {
      const [named = '', wanted = ''] = typed.words
      const server = serverOf(terminal)
      const { id } = await positionNamed(server, named)
      const { name } = await server.call(renamePosition, { id, name: wanted })
      terminal.write(`It is "${name}" now.\n`)
      return exit.done
    },
  },
  {
    name: 'positions remove',
    usage: 'POSITION [--move-to POSITION]',
    summary: 'Remove a contact position; its contacts move to another one or to none',
    options: { 'move-to': { type: 'string' } },
    words: [1, 1],
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const { id, name } = await positionNamed(server, typed.words[0] ?? '')
      const other = textOf(typed, 'move-to')
      const moveTo = other === undefined ? null : (await positionNamed(server, other)).id
      await server.call(removePosition, { id, moveTo })
      terminal.write(`Removed "${name}".\n`)
      return exit.done
    },
  },
]
