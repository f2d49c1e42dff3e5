/**
 * Everything that can go wrong on purpose, named by its consequence for the reader.
 *
 * A fault a person can meet carries four sentences: what happened, what it means for their customers,
 * who can mend it, and how. Anything that is not a `Fault` is a bug of ours: doors log it whole and
 * show a person only that it is ours.
 */

/** The words a person reads. `code` is for the curious and for programs: stable, lower case, underscores. */
export interface Explanation {
  readonly code: string
  readonly what: string
  readonly means?: string
  readonly who?: string
  readonly how?: string
}

/** Base of the closed set. `status` is the HTTP answer a door gives. Never put a secret in any sentence. */
export abstract class Fault extends Error {
  abstract readonly kind: 'try_later' | 'sign_in_again' | 'refused' | 'gone' | 'out_of_budget'
  abstract readonly status: number
  readonly explanation: Explanation

  constructor(explanation: Explanation, options?: ErrorOptions) {
    super(explanation.what, options)
    this.name = new.target.name
    this.explanation = explanation
  }
}

/** The other side is busy or away. The same request may succeed after `retryAt`. */
export class TryLater extends Fault {
  readonly kind = 'try_later'
  readonly status: number = 503
  readonly retryAt: Date | null

  constructor(explanation: Explanation, retryAt: Date | null = null, options?: ErrorOptions) {
    super(explanation, options)
    this.retryAt = retryAt
  }
}

/** The grant is no longer good. Nothing but a person signing in again helps. */
export class SignInAgain extends Fault {
  readonly kind = 'sign_in_again'
  readonly status: number = 409
}

/** This request or record is wrong and will stay wrong: show it to a person. `status` is a 4xx. */
export class Refused extends Fault {
  readonly kind = 'refused'
  readonly status: number

  constructor(explanation: Explanation, status = 400, options?: ErrorOptions) {
    super(explanation, options)
    this.status = status
  }
}

/** What was asked for does not exist, or not any more. */
export class Gone extends Fault {
  readonly kind = 'gone'
  readonly status: number = 404
}

/** The share of calls we may use is spent. The work stops at a checkpoint and goes on at `resumeAt`. */
export class OutOfBudget extends Fault {
  readonly kind = 'out_of_budget'
  readonly status: number = 429
  readonly resumeAt: Date | null

  constructor(explanation: Explanation, resumeAt: Date | null = null, options?: ErrorOptions) {
    super(explanation, options)
    this.resumeAt = resumeAt
  }
}
