import { createHash } from 'node:crypto'
import type { Clock } from '../../base/clock.ts'
import { SANDBOX_BILLING_KEY } from '../credentials.ts'
import { Faults } from '../faults.ts'
import { stripeError } from './stripe-error.ts'

/** What a customer says of itself. */
export interface CustomerFields {
  readonly name?: string | null
  readonly email?: string | null
  readonly phone?: string | null
  readonly currency?: string | null
  readonly address?: Readonly<Record<string, string | null>> | null
  readonly metadata?: Readonly<Record<string, string>>
  readonly description?: string | null
}

/** A customer as the tool keeps it; `created` in seconds since 1970. */
export interface Customer extends CustomerFields {
  readonly created: number
}

/** The seed's customers: how many, and how to make one. Later numbers are newer. */
export interface CustomerSeed {
  readonly count: number
  customer(index: number): Customer
}

/** The made-up company's billing tool: its customers, who may read them, and the switches that make it misbehave. */
export class BillingTool {
  readonly faults: Faults
  /** Keys that open it. */
  readonly keys = new Set<string>([SANDBOX_BILLING_KEY])
  /** Permissions the keys lack, such as `rak_customer_read` or `rak_account_read`. */
  readonly lacking = new Set<string>()
  readonly accountId: string
  accountName = 'Northwind Traders'
  origin = ''
  /** Requests answered so far. */
  calls = 0
  readonly #clock: Clock
  readonly #seed: CustomerSeed
  readonly #salt: number
  readonly #changed = new Map<number, Customer>()
  readonly #deleted = new Set<number>()
  #size: number

  constructor(clock: Clock, salt: number, seed: CustomerSeed) {
    this.#clock = clock
    this.#seed = seed
    this.#salt = salt
    this.#size = seed.count
    this.accountId = `acct_${letters(`${salt}/account`, 16)}`
    this.faults = new Faults((order) =>
      stripeError(order.status ?? 500, {
        type: order.status === undefined || order.status >= 500 ? 'api_error' : 'invalid_request_error',
        ...(order.errorCode === undefined ? {} : { code: order.errorCode }),
        message: order.message ?? 'An unknown error occurred',
      }),
    )
  }

  get size(): number {
    return this.#size
  }

  /** The id of the customer numbered `index`. Ids do not sort as their numbers do. */
  id(index: number): string {
    return `cus_${letters(`${this.#salt}/${index}`, 10)}${index.toString(36).toUpperCase().padStart(4, '0')}`
  }

  /** The number of the customer with this id, or -1. A deleted one still has its number. */
  find(id: string): number {
    const index = /^cus_[A-Za-z0-9]{14}$/.test(id) ? parseInt(id.slice(-4), 36) : -1
    return index >= 0 && index < this.#size && this.id(index) === id ? index : -1
  }

  isDeleted(index: number): boolean {
    return this.#deleted.has(index)
  }

  customer(index: number): Customer {
    return this.#changed.get(index) ?? this.#seed.customer(index)
  }

  /** Adds a customer, created now, and gives its id. */
  add(fields: CustomerFields): string {
    const index = this.#size++
    this.#changed.set(index, { ...fields, created: Math.floor(this.#clock.now().getTime() / 1000) })
    return this.id(index)
  }

  /** Changes some fields; `metadata` is merged key by key, and an empty value removes its key, as in the real tool. */
  update(id: string, fields: CustomerFields): void {
    const index = this.#need(id)
    const before = this.customer(index)
    const merged = { ...before.metadata, ...fields.metadata }
    const metadata = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''))
    this.#changed.set(index, { ...before, ...fields, metadata })
  }

  delete(id: string): void {
    this.#deleted.add(this.#need(id))
  }

  #need(id: string): number {
    const index = this.find(id)
    if (index < 0 || this.isDeleted(index)) throw new RangeError(`no customer ${id}`)
    return index
  }
}

/** Letters and digits that look like chance. */
const letters = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('base64').replace(/[+/=]/g, 'x').slice(0, length)
