/**
 * A made-up company to try Crosswalk on and to test it against: a Salesforce org and a billing tool (Stripe's customer
 * API), each on a loopback server of its own, speaking the real protocols.
 *
 * Invariants. It refuses what the real ones refuse; where it builds less it answers 501 NOT_IN_SANDBOX rather than
 * something near. The same seed makes the same company, ids included. Rows are made when read, so a large org costs
 * little memory. Every order it takes is listed in README.md beside this file. What is seeded happened before 2026, so no clock may stand before that; what changes later is stamped by the clock given.
 */
import { systemClock } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import { billingAnswers } from './billing/routes.ts'
import { BillingTool } from './billing/tool.ts'
import { answerControl, commandsOf } from './control.ts'
import { rememberGrants } from './grants-file.ts'
import { serve } from './http.ts'
import { chance } from './random.ts'
import type { Chance } from './random.ts'
import { featureNames } from './salesforce/features.ts'
import { Org } from './salesforce/org.ts'
import { orgAnswers } from './salesforce/routes.ts'
import { seedCompany } from './seed/company-seed.ts'
import { seedPersons, seedTeams } from './seed/features.ts'

export interface SandboxOptions {
  /** Port on 127.0.0.1; 0 or absent takes a free one. */
  readonly salesforcePort?: number
  readonly stripePort?: number
  readonly seed?: number
  /** Customers in the billing tool; 120 when absent. */
  readonly customers?: number
  /** Accounts in the org, never fewer than customers; a fifth more than customers when absent. */
  readonly accounts?: number
  /** Exactly so many on every account; one to eight when absent. */
  readonly contactsPerAccount?: number
  /** People who own accounts; nine when absent. */
  readonly sellers?: number
  /** Contacts may work at several accounts, and some do: AccountContactRelation is there. Off when absent. */
  readonly contactsToMultipleAccounts?: boolean
  /** Some accounts are people. Off when absent. */
  readonly personAccounts?: boolean
  /** Every amount has its currency. Off when absent. */
  readonly multiCurrency?: boolean
  /** States and countries have codes. Off when absent. */
  readonly statePicklists?: boolean
  /** A third of the accounts has a team. Off when absent. */
  readonly accountTeams?: boolean
  /** A second org on a port of its own: a sandbox copy, with the same records under another organization id. */
  readonly secondOrg?: boolean
  readonly clock?: Clock
  /** `demo` shows the password on the log-in page. */
  readonly mode?: 'demo' | 'test'
  /** Approvals are remembered in this file over restarts; only in memory when absent. Changed rows are not. */
  readonly grantsFile?: string
}

export interface Sandbox {
  readonly salesforceOrigin: string
  readonly stripeOrigin: string
  readonly org: Org
  readonly billing: BillingTool
  /** The second org, at `second.origin`, when it was asked for. */
  readonly second: Org | null
  /** Stops all servers, dropping what is under way. */
  close(): Promise<void>
}

/** Starts the made-up company. Rejects when a port is taken. */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const clock = options.clock ?? systemClock
  const { org, billing } = make(options, clock, 0)
  const closing: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => void (await Promise.all(closing.map((one) => one())))
  try {
    closing.push(await serveOrg(org, billing, options.salesforcePort ?? 0, clock))
    const toBilling = billingAnswers(billing)
    const stripe = await serve(options.stripePort ?? 0, clock, (call) =>
      billing.faults.around(call, clock, () => toBilling(call)),
    )
    closing.push(stripe.close)
    billing.origin = stripe.origin
    const second = options.secondOrg ? make(options, clock, 1).org : null
    if (second) closing.push(await serveOrg(second, billing, 0, clock))
    return { salesforceOrigin: org.origin, stripeOrigin: stripe.origin, org, billing, second, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Serves an org, and the orders to it, at one origin. Gives what stops it. */
const serveOrg = async (
  org: Org,
  billing: BillingTool,
  port: number,
  clock: Clock,
): Promise<() => Promise<void>> => {
  const commands = commandsOf(org, billing)
  const toOrg = orgAnswers(org)
  const served = await serve(port, clock, async (call) => {
    const isControl = call.path === '/sandbox/control' && call.method === 'POST'
    return isControl ? answerControl(commands, call) : org.faults.around(call, clock, () => toOrg(call))
  })
  org.origin = served.origin
  org.instanceUrl = served.origin
  return served.close
}

const make = (options: SandboxOptions, clock: Clock, number: number): { org: Org; billing: BillingTool } => {
  const seed = options.seed ?? 1
  const customers = options.customers ?? 120
  const size = {
    seed,
    customers,
    accounts: Math.max(customers, options.accounts ?? Math.ceil(customers * 1.2)),
    contactsPerAccount: options.contactsPerAccount ?? null,
    users: options.sellers,
    org: number,
  }
  const made = seedCompany(size, (index) => billing.id(index))
  const billing = new BillingTool(clock, seed, made.customers)
  const org = new Org({ clock, seed, number, tables: made.tables, demo: options.mode === 'demo' })
  switchOn(org, options, chance(seed))
  if (options.grantsFile !== undefined && number === 0) rememberGrants(org, options.grantsFile)
  return { org, billing }
}

/** Switches the features asked for on, with rows as old as the company's. */
const switchOn = (org: Org, options: SandboxOptions, chances: Chance): void => {
  for (const feature of featureNames) if (options[feature] === true) org.features.set(feature, true)
  if (options.personAccounts) seedPersons(org, chances)
  if (options.accountTeams) seedTeams(org, chances)
  org.seeding = false
}
