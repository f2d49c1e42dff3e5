import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { csvLine } from '../src/base/csv.ts'
import type { Sandbox } from '../src/sandbox/sandbox.ts'
import { signIn } from '../src/sandbox/caller.ts'
import { startSandbox } from '../src/sandbox/sandbox.ts'
import { answerParent } from './child.ts'
import type { Size } from './sizes.ts'

/** The made-up company in a process of its own, as Salesforce would be: the source of both product and floor. */

export interface Company {
  readonly salesforceOrigin: string
  readonly accessToken: string
}

let sandbox: Sandbox | null = null

const open = async (size: Size): Promise<Company> => {
  sandbox = await startSandbox({
    customers: size.accounts,
    accounts: size.accounts,
    contactsPerAccount: 5,
    sellers: size.sellers,
  })
  // The benchmark asks for more than a day's allowance when it repeats itself.
  sandbox.org.usage.max = 10_000_000
  const { access_token: accessToken } = await signIn(sandbox)
  return { salesforceOrigin: sandbox.salesforceOrigin, accessToken }
}

const started = (): Sandbox => {
  if (!sandbox) throw new Error('the company was not opened')
  return sandbox
}

/** The billing tool's customers as a file, as a person would upload it. Gives some names to search by. */
const writeCustomers = async ({ path }: { path: string }): Promise<string[]> => {
  const { billing } = started()
  const file = createWriteStream(path)
  const names: string[] = []
  file.write(csvLine(['customer_id', 'name', 'salesforce_account_id', 'segment']))
  for (let index = 0; index < billing.size; index++) {
    const { name, metadata } = billing.customer(index)
    if (index % Math.ceil(billing.size / 40) === 0) names.push(name ?? '')
    const line = csvLine([
      billing.id(index),
      name ?? '',
      metadata?.salesforce_account_id ?? '',
      metadata?.segment ?? '',
    ])
    if (!file.write(line)) await once(file, 'drain')
  }
  file.end()
  await finished(file)
  return names
}

/** One in a hundred accounts gets another owner, one in a hundred contacts another title. */
const change = ({ round }: { round: number }): { accounts: number; contacts: number } => {
  const { org } = started()
  const { changes } = org
  const users = org.table('User')
  const owner = users.id((round * 7 + 3) % users.size)
  return {
    accounts: changes.updateEvery('Account', 100, { OwnerId: owner }),
    contacts: changes.updateEvery('Contact', 100, { Title: `Changed ${round}` }),
  }
}

answerParent({ open, writeCustomers, change }, async () => sandbox?.close())
