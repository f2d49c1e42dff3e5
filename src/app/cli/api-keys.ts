import { addApiKey, listApiKeys, removeApiKey } from '../../people/contract.ts'
import { exit, oneOf, textOf, WrongUsage, type Command } from './command.ts'
import { json, table } from './print.ts'
import { serverOf } from './server.ts'

/** Keys for programs; the first one is made in the browser, or on the machine by `api-key create`. */
export const apiKeyCommands: readonly Command[] = [
  {
    name: 'api-keys',
    usage: '[--json]',
    summary: 'List the API keys',
    options: { json: { type: 'boolean' } },
    run: async (terminal, typed) => {
      const answer = await serverOf(terminal).call(listApiKeys, {})
      const rows = answer.keys.map((key) => [key.name, key.hint, key.role, key.createdBy, key.lastUsedAt])
      terminal.write(
        typed.options.json ? json(answer) : table(['Name', 'Begins', 'Role', 'Made by', 'Last used'], rows),
      )
      return exit.done
    },
  },
  {
    name: 'api-keys add',
    usage: 'NAME [--role admin|member]',
    summary: 'Make an API key and print it, this once',
    options: { role: { type: 'string' } },
    words: [1, 1],
    run: async (terminal, typed) => {
      const role = oneOf(textOf(typed, 'role') ?? 'member', '--role', ['admin', 'member'])
      const { secret } = await serverOf(terminal).call(addApiKey, { name: typed.words[0] ?? '', role })
      terminal.write(`${secret}\n`)
      return exit.done
    },
  },
  {
    name: 'api-keys remove',
    usage: 'NAME',
    summary: 'Make an API key useless; named by its name or its first characters',
    words: [1, 1],
    run: async (terminal, typed) => {
      const [named = ''] = typed.words
      const server = serverOf(terminal)
      const { keys } = await server.call(listApiKeys, {})
      const found = keys.filter(({ id, name, hint }) => [id, name, hint].includes(named))
      const [key, ...others] = found
      if (!key) throw new WrongUsage(`There is no API key "${named}".`)
      if (others.length > 0)
        throw new WrongUsage(`Several keys have this name: ${found.map(({ hint }) => hint).join(', ')}.`)
      await server.call(removeApiKey, { id: key.id })
      terminal.write(`Removed "${key.name}".\n`)
      return exit.done
    },
  },
]
