import type { Serial } from '../serial.ts'
import type { Result } from './soql/run.ts'

const kept = 2 * 86_400_000

interface Open {
  readonly result: Result
  readonly all: boolean
  readonly session: string
  readonly size: number
  readonly total: number
  readonly openedAt: number
}

/** Queries with rows still to give. A locator belongs to the session that asked, and lives two days. */
export class Locators {
  readonly #open = new Map<string, Open>()
  /** How an unknown locator is answered: which of the two Salesforce does is not settled. */
  unknownStatus: 400 | 404 = 400
  readonly #serial: Serial

  constructor(serial: Serial) {
    this.#serial = serial
  }

  add(open: Open): string {
    const id = `0r8${this.#serial.next('locator', 15).replaceAll(/[._]/g, '0')}`
    this.#open.set(id, open)
    return id
  }

  /** What a locator stands for, or null when unknown, too old, or another session's. */
  find(id: string, session: string, now: number): Open | null {
    const open = this.#open.get(id)
    if (!open || open.session !== session || now - open.openedAt > kept) return null
    return open
  }

  endSession(session: string): void {
    for (const [id, open] of this.#open) if (open.session === session) this.#open.delete(id)
  }

  clear(): void {
    this.#open.clear()
  }
}
