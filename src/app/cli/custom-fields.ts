import {
  addCustomField,
  listCustomFields,
  removeCustomField,
  renameCustomField,
} from '../../customers/contract.ts'
import { exit, textOf, type Command } from './command.ts'
import { fieldNamed } from './named.ts'
import { json, table } from './print.ts'
import { serverOf } from './server.ts'

/** Customer fields taken from the billing tool. */
export const customFieldCommands: readonly Command[] = [
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
  {
    name: 'custom-fields rename',
    usage: 'FIELD LABEL',
    summary: 'Give a custom field another label',
    words: [2, 2],
    run: async (terminal, typed) => {
      const [named = '', wanted = ''] = typed.words
      const server = serverOf(terminal)
      const { id } = await fieldNamed(server, named)
      const { label } = await server.call(renameCustomField, { id, label: wanted })
      terminal.write(`It is "${label}" now.\n`)
      return exit.done
    },
  },
  {
    name: 'custom-fields remove',
    usage: 'FIELD',
    summary: 'Remove a custom field from Crosswalk; the billing tool keeps its values',
    words: [1, 1],
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const { id, label } = await fieldNamed(server, typed.words[0] ?? '')
      await server.call(removeCustomField, { id })
      terminal.write(`Removed "${label}".\n`)
      return exit.done
    },
  },
]
