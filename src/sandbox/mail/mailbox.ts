import type { Clock } from '../../base/clock.ts'

/** A letter as it came over the wire. */
export interface Posted {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: Buffer
}

/** A letter in the box. */
export interface Caught extends Posted {
  readonly number: number
  readonly at: Date
}

const most = 200

/** Where caught mail lies, the newest first. It is kept in memory only, and never more than 200 letters. */
export class Mailbox {
  readonly #clock: Clock
  #letters: readonly Caught[] = []
  #last = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get letters(): readonly Caught[] {
    return this.#letters
  }

  put(letter: Posted): void {
    this.#last += 1
    this.#letters = [{ ...letter, number: this.#last, at: this.#clock.now() }, ...this.#letters].slice(
      0,
      most,
    )
  }

  find(number: number): Caught | undefined {
    return this.#letters.find((letter) => letter.number === number)
  }
}
