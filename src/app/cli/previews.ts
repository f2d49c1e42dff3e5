import type { Input } from '../../base/endpoint.ts'
import { listRunChanges } from '../../sync/contract.ts'
import { applyPlan, discardPlan, exportRunChanges, startPreview } from '../../sync/previews/contract.ts'
import {
  exit,
  oneOf,
  textOf,
  WrongUsage,
  type Command,
  type Exit,
  type Terminal,
  type Typed,
} from './command.ts'
import { fieldNamed } from './named.ts'
import { json } from './print.ts'
import { changeTable, exitOf, finished, summary } from './run-lines.ts'
import { serverOf, type Server } from './server.ts'

type Settings = NonNullable<Input<typeof startPreview>['settings']>

/** Plans before they are carried out: made, approved, dropped, taken away. */
export const previewCommands: readonly Command[] = [
  {
    name: 'previews start',
    usage:
      '[--contacts on|off] [--account-managers on|off] [--when-off keep|clear] [--unmatched keep-billing|leave-empty] [--shared-accounts on|off] [--related-contacts direct|related] [--field CUSTOMER_FIELD [--account-field FIELD]] [--read] [--rows] [--json]',
    summary:
      'Say what a synchronization with other settings would change; with --read, read everything first',
    options: {
      contacts: { type: 'string' },
      'account-managers': { type: 'string' },
      'when-off': { type: 'string' },
      unmatched: { type: 'string' },
      'shared-accounts': { type: 'string' },
      'related-contacts': { type: 'string' },
      field: { type: 'string' },
      'account-field': { type: 'string' },
      read: { type: 'boolean' },
      rows: { type: 'boolean' },
      json: { type: 'boolean' },
    },
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const settings = { ...switchesOf(typed), ...(await identifierOf(server, typed)) }
      const read = typed.options.read === true ? 'everything' : 'nothing'
      return preview(terminal, server, typed, { settings, read })
    },
  },
  {
    name: 'runs apply',
    usage: 'RUN [--wait] [--json]',
    summary: 'Carry out the plan of a preview or of a held run, exactly as it is stored',
    options: { wait: { type: 'boolean' }, json: { type: 'boolean' } },
    words: [1, 1],
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const quiet = typed.options.json === true
      const { run } = await server.call(applyPlan, { id: typed.words[0] ?? '' })
      if (!quiet) terminal.write(`Run ${run.id} carries it out.\n`)
      const last = typed.options.wait ? await finished(terminal, server, run, quiet) : run
      terminal.write(quiet ? json(last) : typed.options.wait ? summary(last) : '')
      return typed.options.wait ? exitOf(last) : exit.done
    },
  },
  {
    name: 'runs discard',
    usage: 'RUN',
    summary: 'Drop the plan of a preview or of a held run; customers stay as they are',
    words: [1, 1],
    run: async (terminal, typed) => {
      await serverOf(terminal).call(discardPlan, { id: typed.words[0] ?? '' })
      terminal.write('Discarded. Nothing was changed.\n')
      return exit.done
    },
  },
  {
    name: 'runs export',
    usage: 'RUN',
    summary: 'Write what one run changed, or would change, as CSV to standard output',
    words: [1, 1],
    run: async (terminal, typed) => {
      const lines = await serverOf(terminal).download(exportRunChanges, { id: typed.words[0] ?? '' })
      for await (const part of lines) terminal.write(part)
      return exit.done
    },
  },
]

/**
 * Makes a preview and waits for it: counts first, then, with `--rows` or `--json`, every row. Exit code 3 when a sync by
 * itself would be held.
 */
export const preview = async (
  terminal: Terminal,
  server: Server,
  typed: Typed,
  asked: Input<typeof startPreview>,
): Promise<Exit> => {
  const quiet = typed.options.json === true
  const { run } = await server.call(startPreview, asked)
  const last = await finished(terminal, server, run, quiet)
  const rows = typed.options.rows === true || quiet
  const changes = rows ? await allChanges(server, run.id) : null
  if (quiet) terminal.write(json({ ...last, changes }))
  else terminal.write(summary(last) + (changes ? changeTable(changes) : ''))
  return exitOf(last)
}

/** Every line of a run, page by page. */
const allChanges = async (server: Server, id: string) => {
  const first = await server.call(listRunChanges, { id, limit: 500 })
  const lines = [...first.lines]
  while (lines.length < first.total) {
    const page = await server.call(listRunChanges, { id, limit: 500, offset: lines.length })
    if (page.lines.length === 0) break
    lines.push(...page.lines)
  }
  return { total: first.total, lines }
}

const switchesOf = (typed: Typed): Settings => {
  const word = <T extends string>(name: string, allowed: readonly T[]): T | undefined => {
    const value = textOf(typed, name)
    return value === undefined ? undefined : oneOf(value, `--${name}`, allowed)
  }
  const onOff = ['on', 'off'] as const
  const contacts = word('contacts', onOff)
  const accountManagers = word('account-managers', onOff)
  const whenOff = word('when-off', ['keep', 'clear'])
  const unmatched = word('unmatched', ['keep-billing', 'leave-empty'])
  const shared = word('shared-accounts', onOff)
  const related = word('related-contacts', ['direct', 'related'])
  return {
    ...(contacts && { contacts: contacts === 'on' }),
    ...(accountManagers && { accountManagers: accountManagers === 'on' }),
    ...(whenOff && { whenOff }),
    ...(unmatched && { unmatched: unmatched === 'keep-billing' ? 'keep_billing' : 'leave_empty' }),
    ...(shared && { sharedAccounts: shared === 'on' }),
    ...(related && { relatedContacts: related === 'related' }),
  }
}

const identifierOf = async (server: Server, typed: Typed): Promise<Settings> => {
  const named = textOf(typed, 'field')
  const accountField = textOf(typed, 'account-field')
  if (named === undefined) {
    if (accountField !== undefined) throw new WrongUsage('Say --field too: both fields make the pair.')
    return {}
  }
  const customerField = named === 'external_id' ? named : (await fieldNamed(server, named)).id
  return { identifier: { customerField, accountField: accountField ?? 'Id' } }
}
