import { setTimeout as wait } from 'node:timers/promises'
import type { Answer } from '../src/base/endpoint.ts'
import { connectSalesforce } from '../src/connections/contract.ts'
import { addCustomField, listCustomFields } from '../src/customers/contract.ts'
import { chooseIdentifier, getCrm, getRun, listCandidates, setSwitches } from '../src/sync/contract.ts'
import type { Client } from './client.ts'
import { walkConsent, type Person } from './consent.ts'

/** The main job over HTTP alone, step by step, for tests and for the script that tries any Salesforce. */

export type RunAnswer = Answer<typeof getRun>

// Runs end by themselves; this only keeps a broken one from hanging a test for ever.
const longest = 120_000

/** Waits until a run has ended. */
export const untilEnded = async (client: Client, id: string): Promise<RunAnswer> => {
  const until = Date.now() + longest
  for (;;) {
    const run = await client.call(getRun, { id })
    if (run.state !== 'queued' && run.state !== 'running') return run
    if (Date.now() > until)
      throw new Error(`Run ${id} is still ${run.state}: ${JSON.stringify(run.progress)}`)
    await wait(50)
  }
}

/** Waits until nothing is under way. */
export const untilIdle = async (client: Client): Promise<Answer<typeof getCrm>> => {
  for (;;) {
    const crm = await client.call(getCrm, {})
    if (!crm.currentRun) return crm
    await untilEnded(client, crm.currentRun.id)
  }
}

/** Domain → Salesforce's page → back. Answers where Crosswalk sent the browser at last. */
export const connect = async (client: Client, domain: string, person: Person): Promise<string> => {
  const { authorizeUrl } = await client.call(connectSalesforce, { domain })
  const back = await walkConsent(authorizeUrl, `${client.url}/oauth/salesforce/callback`, person)
  const response = await client.fetch(back)
  return response.headers.get('location') ?? `status ${response.status}`
}

/** Adds the proposed field when it is not there yet, and chooses it. */
export const chooseProposed = async (client: Client): Promise<Answer<typeof listCandidates>> => {
  const judged = await client.call(listCandidates, {})
  const proposed = judged.candidates.find((one) => one.proposed)
  if (!proposed) throw new Error('No field was proposed.')
  const { fields } = await client.call(listCustomFields, {})
  const added = fields.find((field) => field.key === proposed.key)
  const field =
    proposed.key === 'external_id'
      ? 'external_id'
      : (added ?? (await client.call(addCustomField, { key: proposed.key, label: 'Salesforce account id' })))
          .id
  await client.call(chooseIdentifier, { customerField: field })
  await untilIdle(client)
  return judged
}

/** Sets both switches and waits for the run that follows. */
export const switchTo = async (
  client: Client,
  switches: { contacts: boolean; accountManagers: boolean; whenOff?: 'keep' | 'clear' },
): Promise<RunAnswer> => {
  const { run } = await client.call(setSwitches, switches)
  return untilEnded(client, run.id)
}
