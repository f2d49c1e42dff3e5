import { parseArgs } from 'node:util'
import { connectStripe, getBilling } from '../src/connections/contract.ts'
import { getSession, setUp, signIn } from '../src/people/contract.ts'
import { previewSwitches } from '../src/sync/contract.ts'
import { Client } from './client.ts'
import { chooseProposed, connect, switchTo, untilEnded, untilIdle } from './flow.ts'

/**
 * The main job against a running Crosswalk, over HTTP alone: sign in, connect the billing tool, walk Salesforce's own
 * log-in and consent pages by their forms, choose the proposed field, switch on, wait. Whatever answers at
 * CROSSWALK_SALESFORCE_ORIGIN must speak Salesforce's protocol; nothing here knows which program it is.
 */
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:4400' },
    email: { type: 'string', default: 'owner@lantern.example' },
    password: { type: 'string', default: 'a long enough one' },
    'stripe-key': { type: 'string' },
    domain: { type: 'string', default: 'northwind-traders' },
    username: { type: 'string', default: '' },
    'salesforce-password': { type: 'string', default: '' },
  },
})

const say = (step: string, figures: unknown): void =>
  void process.stdout.write(`${step.padEnd(16)} ${JSON.stringify(figures)}\n`)

const enter = async (client: Client): Promise<void> => {
  const { state } = await client.call(getSession, {})
  const { email, password } = values
  if (state === 'first_start')
    await client.call(setUp, { workspaceName: 'Lantern Works', name: 'Noor Haddad', email, password })
  else await client.call(signIn, { email, password })
  say('signed in', { email })
}

const bill = async (client: Client): Promise<void> => {
  const { connections } = await client.call(getBilling, {})
  const apiKey = values['stripe-key']
  if (connections.length > 0 || !apiKey)
    return say(
      'billing',
      connections.map(({ tool, customers }) => ({ tool, customers })),
    )
  const { runId } = await client.call(connectStripe, { apiKey })
  const run = await untilEnded(client, runId)
  say('billing', { state: run.state, customers: run.counts?.customers })
}

const client = new Client(values.url)
await enter(client)
await bill(client)
const person = {
  username: values.username,
  password: values['salesforce-password'],
  answer: 'Allow',
} as const
say('came back at', await connect(client, values.domain, person))
const read = await untilIdle(client)
say('read', { state: read.lastRun?.state, calls: read.lastRun?.calls, step: read.step })
const { candidates } = await chooseProposed(client)
const [best] = candidates
say('field', { key: best?.key, filled: best?.filled, wellFormed: best?.wellFormed, matched: best?.matched })
say('preview', await client.call(previewSwitches, { contacts: 'true', accountManagers: 'true' }))
const run = await switchTo(client, { contacts: true, accountManagers: true })
say('synchronized', { state: run.state, problem: run.problem, counts: run.counts })
process.exitCode = run.state === 'complete' ? 0 : 1
