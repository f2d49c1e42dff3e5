import type { Answer } from '../../base/endpoint.ts'
import { checkSalesforce, connectIntegrationUser, disconnectSalesforce } from '../../connections/contract.ts'
import {
  chooseIdentifier,
  getCrm,
  listAccountFields,
  listCandidates,
  previewSwitches,
  setCardinality,
  setRelatedContacts,
  setApiCalls,
  setSchedule,
  setSwitches,
  setUnmatched,
} from '../../sync/contract.ts'
import { exit, oneOf, textOf, WrongUsage, type Command, type Typed } from './command.ts'
import { fieldNamed } from './named.ts'
import { json, pairs, table } from './print.ts'
import { serverOf } from './server.ts'

const asJson = { json: { type: 'boolean' } } as const

/** Setting up Salesforce, step by step, as the screens do. */
export const crmCommands: readonly Command[] = [
  {
    name: 'crm',
    usage: '[--json]',
    summary: 'Show the Salesforce connection and its settings',
    options: asJson,
    run: async (terminal, typed) => {
      const crm = await serverOf(terminal).call(getCrm, {})
      terminal.write(typed.options.json ? json(crm) : shown(crm))
      return exit.done
    },
  },
  {
    name: 'crm connect',
    usage: 'DOMAIN --integration-user [--client-id KEY]',
    summary:
      'Connect Salesforce without a browser, as your app’s integration user; a new secret from standard input',
    options: { 'integration-user': { type: 'boolean' }, 'client-id': { type: 'string' } },
    words: [1, 1],
    run: async (terminal, typed) => {
      if (typed.options['integration-user'] !== true)
        throw new WrongUsage('Without --integration-user a person has to approve: Settings → CRM → Connect.')
      const clientId = textOf(typed, 'client-id')
      const app =
        clientId === undefined ? {} : { clientId, clientSecret: (await terminal.readInput()).trim() }
      const domain = typed.words[0] ?? ''
      const answer = await serverOf(terminal).call(connectIntegrationUser, { domain, ...app })
      terminal.write(`Connected ${answer.orgName} as ${answer.salesforceUser}. A first read follows.\n`)
      return exit.done
    },
  },
  {
    name: 'crm check',
    usage: '[--json]',
    summary: 'Ask Salesforce whether it lets Crosswalk in',
    options: asJson,
    run: async (terminal, typed) => {
      const answer = await serverOf(terminal).call(checkSalesforce, {})
      const { state, problem } = answer
      const said = problem
        ? `${problem.what} ${problem.how ?? ''} (${problem.code})`
        : 'Salesforce lets us in.'
      terminal.write(typed.options.json ? json(answer) : `${said}\n`)
      return state === 'connected' ? exit.done : exit.failed
    },
  },
  {
    name: 'crm disconnect',
    usage: '[--account-managers keep|clear]',
    summary: 'Disconnect Salesforce; its tokens are revoked there and destroyed here',
    options: { 'account-managers': { type: 'string' } },
    run: async (terminal, typed) => {
      const accountManagers = oneOf(textOf(typed, 'account-managers') ?? 'keep', '--account-managers', [
        'keep',
        'clear',
      ])
      await serverOf(terminal).call(disconnectSalesforce, { accountManagers })
      terminal.write('Salesforce is disconnected.\n')
      return exit.done
    },
  },
  {
    name: 'crm fields',
    usage: '[--account-field FIELD] [--json]',
    summary: 'Judge every billing field as the holder of the Salesforce id',
    options: { ...asJson, 'account-field': { type: 'string' } },
    run: async (terminal, typed) => {
      const accountField = textOf(typed, 'account-field') ?? 'Id'
      const answer = await serverOf(terminal).call(listCandidates, { accountField })
      const rows = answer.candidates.map((field) => [
        field.label,
        field.key,
        field.filled,
        field.wellFormed,
        field.matched,
        field.proposed ? 'proposed' : '',
      ])
      terminal.write(
        typed.options.json
          ? json(answer)
          : table(['Field', 'Key', 'Filled', 'Well-formed', 'Matched', ''], rows),
      )
      return exit.done
    },
  },
  {
    name: 'crm account-fields',
    usage: '[--json]',
    summary: 'List the Salesforce Account fields that can be the other half of the pair',
    options: asJson,
    run: async (terminal, typed) => {
      const answer = await serverOf(terminal).call(listAccountFields, {})
      const rows = answer.fields.map(({ name, label, type }) => [name, label, type])
      terminal.write(typed.options.json ? json(answer) : table(['Field', 'Label', 'Type'], rows))
      return exit.done
    },
  },
  {
    name: 'crm field',
    usage: 'CUSTOMER_FIELD [--account-field FIELD]',
    summary: 'Choose the pair of fields whose equal values mean the same company',
    options: { 'account-field': { type: 'string' } },
    words: [1, 1],
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const named = typed.words[0] ?? ''
      const customerField = named === 'external_id' ? named : (await fieldNamed(server, named)).id
      const crm = await server.call(chooseIdentifier, {
        customerField,
        accountField: textOf(typed, 'account-field') ?? 'Id',
      })
      terminal.write(shown(crm))
      return exit.done
    },
  },
  {
    name: 'crm switch',
    usage: '[--contacts on|off] [--account-managers on|off] [--when-off keep|clear] [--preview]',
    summary: 'Switch contacts and account managers, or say in numbers what it would do',
    options: {
      contacts: { type: 'string' },
      'account-managers': { type: 'string' },
      'when-off': { type: 'string' },
      preview: { type: 'boolean' },
    },
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const { switches } = await server.call(getCrm, {})
      const contacts = onOff(typed, 'contacts') ?? switches.contacts
      const accountManagers = onOff(typed, 'account-managers') ?? switches.accountManagers
      if (typed.options.preview) {
        const asked = { contacts: String(contacts), accountManagers: String(accountManagers) }
        terminal.write(json(await server.call(previewSwitches, asked)))
        return exit.done
      }
      const whenOff = oneOf(textOf(typed, 'when-off') ?? 'keep', '--when-off', ['keep', 'clear'])
      const { crm, run } = await server.call(setSwitches, { contacts, accountManagers, whenOff })
      terminal.write(`${shown(crm)}Run ${run.id} follows.\n`)
      return exit.done
    },
  },
  {
    name: 'crm schedule',
    usage: '--every-24-hours | --utc-hour N',
    summary: 'Choose when the daily run starts',
    options: { 'every-24-hours': { type: 'boolean' }, 'utc-hour': { type: 'string' } },
    run: async (terminal, typed) => {
      const hour = textOf(typed, 'utc-hour')
      if ((hour === undefined) === (typed.options['every-24-hours'] !== true)) {
        throw new WrongUsage('Say either --every-24-hours or --utc-hour.')
      }
      const wanted =
        hour === undefined
          ? { mode: 'every_24_hours' as const, hour: null }
          : { mode: 'utc_hour' as const, hour: Number(hour) }
      terminal.write(shown(await serverOf(terminal).call(setSchedule, wanted)))
      return exit.done
    },
  },
  {
    name: 'crm api-calls',
    usage: '--share N --stop N --sweep-hours N',
    summary: 'Choose how many of the org’s API calls may be used',
    options: { share: { type: 'string' }, stop: { type: 'string' }, 'sweep-hours': { type: 'string' } },
    run: async (terminal, typed) => {
      const server = serverOf(terminal)
      const { apiCalls } = await server.call(getCrm, {})
      const wanted = {
        share: Number(textOf(typed, 'share') ?? apiCalls.share),
        stop: Number(textOf(typed, 'stop') ?? apiCalls.stop),
        sweepHours: Number(textOf(typed, 'sweep-hours') ?? apiCalls.sweepHours),
      }
      terminal.write(shown(await server.call(setApiCalls, wanted)))
      return exit.done
    },
  },
  {
    name: 'crm unmatched',
    usage: 'keep-billing|leave-empty',
    summary: 'Choose what customers without a match show while Salesforce is the contact source',
    words: [1, 1],
    run: async (terminal, typed) => {
      const wanted = oneOf(typed.words[0], 'crm unmatched', ['keep-billing', 'leave-empty'])
      const unmatched = wanted === 'keep-billing' ? 'keep_billing' : 'leave_empty'
      terminal.write(followed(await serverOf(terminal).call(setUnmatched, { unmatched })))
      return exit.done
    },
  },
  {
    name: 'crm shared-accounts',
    usage: 'on|off',
    summary: 'Allow or forbid several customers on one Salesforce account',
    words: [1, 1],
    run: async (terminal, typed) => {
      const allowed = oneOf(typed.words[0], 'crm shared-accounts', ['on', 'off']) === 'on'
      terminal.write(followed(await serverOf(terminal).call(setCardinality, { allowed })))
      return exit.done
    },
  },
  {
    name: 'crm related-contacts',
    usage: 'direct|related',
    summary: 'Choose whether contacts related to several accounts count at each of them',
    words: [1, 1],
    run: async (terminal, typed) => {
      const contacts = oneOf(typed.words[0], 'crm related-contacts', ['direct', 'related'])
      terminal.write(followed(await serverOf(terminal).call(setRelatedContacts, { contacts })))
      return exit.done
    },
  },
]

const followed = ({ crm, run }: Answer<typeof setUnmatched>): string =>
  `${shown(crm)}${run ? `Run ${run.id} follows.\n` : ''}`

const onOff = (typed: Typed, name: string): boolean | undefined => {
  const value = textOf(typed, name)
  return value === undefined ? undefined : oneOf(value, `--${name}`, ['on', 'off']) === 'on'
}

const shown = (crm: Answer<typeof getCrm>): string =>
  pairs({
    Step: crm.step,
    Salesforce: crm.connection
      ? `${crm.connection.orgName} (${crm.connection.orgId}), ${crm.connection.state}`
      : 'not connected',
    Problem: crm.connection?.problem?.what ?? null,
    Identifier: crm.identifier
      ? `${crm.identifier.customerFieldLabel} = ${crm.identifier.accountFieldLabel}`
      : null,
    Contacts: crm.switches.contacts ? 'on' : 'off',
    'Account managers': crm.switches.accountManagers ? 'on' : 'off',
    'Without a match': crm.unmatched === 'keep_billing' ? 'billing contacts stay' : 'no contacts',
    'Shared accounts': crm.sharedAccounts ? 'on' : 'off',
    'Related contacts': crm.relatedContacts,
    Customers: crm.customers,
    Matched: (crm.matches.matched ?? 0) + (crm.matches.merged ?? 0),
    'Last run': crm.lastRun ? `${crm.lastRun.state}, ${crm.lastRun.finishedAt ?? 'under way'}` : null,
    'Next run': crm.schedule.nextAt,
    'API calls':
      crm.apiCalls.allowed === null
        ? null
        : `${crm.apiCalls.ours} ours, ${crm.apiCalls.used} of ${crm.apiCalls.allowed} by all tools; at most ${crm.apiCalls.share} % ours, stop at ${crm.apiCalls.stop} %`,
    Warnings: crm.warnings.map((one) => one.what).join(' ') || null,
  })
