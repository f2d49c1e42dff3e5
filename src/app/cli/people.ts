import { listAudit } from '../../audit/contract.ts'
import { addUser, changeUser, inviteUser, listUsers, removeUser, role } from '../../people/contract.ts'
import { exit, oneOf, textOf, WrongUsage, type Command } from './command.ts'
import { userNamed } from './named.ts'
import { json, table } from './print.ts'
import { serverOf } from './server.ts'

/** The team, what it did, and any address of the API. */
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
    name: 'users invite',
    usage: 'EMAIL',
    summary: 'Print a link that lets a user in; an earlier one stops working',
    words: [1, 1],
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const { id } = await userNamed(server, typed.words[0] ?? '')
      const invitation = await server.call(inviteUser, { id })
      terminal.write(`Hand over this link, good until ${invitation.expiresAt}:\n${invitation.link}\n`)
      return exit.done
    },
  },
  {
    name: 'users role',
    usage: 'EMAIL owner|admin|member',
    summary: 'Change what a user may do',
    words: [2, 2],
    run: async (terminal, typed) => {
      const wanted = oneOf(typed.words[1], 'users role', role.options)
      const server = serverOf(terminal)
      const { id } = await userNamed(server, typed.words[0] ?? '')
      const user = await server.call(changeUser, { id, role: wanted })
      terminal.write(`${user.name} is ${user.role} now.\n`)
      return exit.done
    },
  },
  {
    name: 'users remove',
    usage: 'EMAIL',
    summary: 'Remove a user; their customers are left without account manager',
    words: [1, 1],
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const { id, name } = await userNamed(server, typed.words[0] ?? '')
      await server.call(removeUser, { id })
      terminal.write(`Removed ${name}.\n`)
      return exit.done
    },
  },
  {
    name: 'audit',
    usage: '[--limit N] [--json]',
    summary: 'List who did what, newest first',
    options: { limit: { type: 'string' }, json: { type: 'boolean' } },
    run: async (terminal, typed) => {
      const answer = await serverOf(terminal).call(listAudit, { limit: textOf(typed, 'limit') ?? 100 })
      const rows = answer.lines.map((line) => [line.at, line.by, line.via, line.sentence, line.subject])
      terminal.write(typed.options.json ? json(answer) : table(['At', 'By', 'Via', 'Deed', 'Subject'], rows))
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
