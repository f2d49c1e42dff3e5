import { expect } from 'vitest'
import type { SyncParts } from '../../src/sync/run/execute.ts'
import type { RunAnswer } from '../../src/sync/run/answers.ts'
import { addCustomer, atCustomer, type Known } from '../at-customer.ts'
import type { World } from '../world.ts'
import { runWell, seenAfter, type Fault } from './fault.ts'

/** A customer of its own on an account of its own, in the world at hand. */
export interface Own {
  readonly world: World
  readonly account: string
  readonly customer: string
  /** A contact at that account; the first one unless told otherwise. */
  contact(fields?: Readonly<Record<string, string | null>>, stamping?: object): string
  /** Runs and looks at the customer. */
  look(parts?: SyncParts): Promise<Known>
  /** The run of the last look. */
  last(): RunAnswer
}

let made = 0

/** Opens an account with one contact, `first@own<n>.example`, and a customer that names it. Nothing is read yet. */
export const own = (world: World, account: Readonly<Record<string, string>> = { Name: 'Own' }): Own => {
  const { changes } = world.sandbox.org
  const number = ++made
  const id = changes.insert('Account', account)
  const customer = addCustomer(world, id, `Own ${number}`)
  let people = 0
  let last: RunAnswer | null = null
  const contact: Own['contact'] = (fields = {}, stamping = {}) =>
    changes.insert(
      'Contact',
      {
        LastName: `Person ${++people}`,
        Email: `person${people}@own${number}.example`,
        AccountId: id,
        ...fields,
      },
      stamping,
    )
  return {
    world,
    account: id,
    customer,
    contact,
    look: async (parts = world.parts) => {
      last = await runWell(world, parts)
      return atCustomer(world, customer)
    },
    last: () => {
      if (!last) throw new Error('nobody has looked')
      return last
    },
  }
}

/**
 * A line about a customer of its own, which ends in what is seen of that customer. The run must be complete: what
 * happens is no fault for anybody.
 */
export const about =
  (happen: (own: Own) => Promise<string> | string): Fault['observe'] =>
  async (world) => {
    const mine = own(world)
    const seen = await happen(mine)
    expect(seen).not.toBe('')
    return seenAfter(mine.last(), seen)
  }

/** The customer's contacts, the main one first. */
export const people = ({ contacts }: Known): string =>
  contacts.length === 0
    ? 'no contacts'
    : contacts.map(({ email }) => email.replace(/\d+\.example$/, '.example')).join(', ')

/** The match, in a few words. */
export const matched = ({ match: { state, reason } }: Known): string =>
  reason ? `${state} (${reason})` : state
