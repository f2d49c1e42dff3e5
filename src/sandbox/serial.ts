import { createHash } from 'node:crypto'

/** Opaque texts that never repeat within one start and are the same in every start with the same seed. */
export class Serial {
  readonly #seed: number
  #run = 0
  #count = 0

  constructor(seed: number) {
    this.#seed = seed
  }

  /** Leaves everything said in the runs before behind, for a sandbox that remembers them. */
  beginRun(run: number): void {
    this.#run = run
    this.#count = 0
  }

  /** `length` (at most 86) characters of A-Z, a-z, 0-9, `_` and `.`. */
  next(purpose: string, length: number): string {
    const made = createHash('sha512')
      .update(`${this.#seed}/${this.#run}/${purpose}/${this.#count++}`)
      .digest('base64url')
    return made.replaceAll('-', '.').slice(0, length)
  }
}
