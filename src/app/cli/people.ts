import { addUser, listUsers } from '../../people/contract.ts'
import { exit, oneOf, textOf, WrongUsage, type Command } from './command.ts'
import { json, table } from './print.ts'
import { serverOf } from './server.ts'

/** The team, and any address of the API. */
export const peopleCommands: readonly Command[] = [
  {
    name: 'users',
    usage: '[--json]',
    summary: 'List the users of the workspace',
    options: { json: { type: 'boolean' } },
    run: async (terminal, typed) => {
      const answer = await serverOf(terminal).call(listUsers, {})
      const rows = answer.users.map((user) => [
        user.name,
        user.email,
        user.role,
        user.status,
        user.source,
        user.customers,
      ])
      terminal.write(
        typed.options.json
          ? json(answer)
          : table(['Name', 'E-mail', 'Role', 'Status', 'Source', 'Customers'], rows),
      )
      return exit.done
    },
  },
  {
    name: 'users add',
    usage: 'EMAIL NAME [--role admin|member] [--invite]',
    summary: 'Add a user and, when asked, print the link that lets them in',
    options: { role: { type: 'string' }, invite: { type: 'boolean' } },
    words: [2, 2],
    run: async (terminal, typed) => {
      const [email = '', name = ''] = typed.words
      const role = oneOf(textOf(typed, 'role') ?? 'member', '--role', ['admin', 'member'])
      const invite = typed.options.invite === true
      const { user, invitation } = await serverOf(terminal).call(addUser, { email, name, role, invite })
      terminal.write(`Added ${user.name} as ${user.role}.\n`)
      if (invitation)
        terminal.write(`Hand over this link, good until ${invitation.expiresAt}:\n${invitation.link}\n`)
      return exit.done
    },
  },
  {
    name: 'api',
    usage: 'METHOD PATH [JSON]',
    summary: 'Send any request below /api/v1 and print the answer',
    words: [2, 3],
    run: async (terminal, typed) => {
      const [method = '', path = '', body] = typed.words
      if (!/^(get|post|put|patch|delete)$/i.test(method))
        throw new WrongUsage('METHOD is GET, POST, PUT, PATCH or DELETE.')
      const response = await serverOf(terminal).raw(method.toUpperCase(), path, body)
      const text = await response.text()
      terminal.write(text.endsWith('\n') ? text : `${text}\n`)
      return response.ok ? exit.done : exit.failed
    },
  },
]
