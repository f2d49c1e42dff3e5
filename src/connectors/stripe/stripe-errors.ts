import Stripe from 'stripe'
import { Fault, Refused, SignInAgain, TryLater } from '../../base/errors.ts'

const unchanged = 'Nothing changed. Your customers stay as they were.'
const ours = 'A Crosswalk admin.'

/**
 * The fault for whatever the SDK threw. The SDK's own messages repeat part of the key and are never kept, not even
 * as a cause; what is not a Stripe error is handed back as it is, being a bug of ours.
 */
export function stripeFault(thrown: unknown): unknown {
  const inner = faultIn(thrown)
  if (inner !== null) return inner
  if (!(thrown instanceof Stripe.errors.StripeError)) return thrown
  const status = thrown.statusCode
  if (status === 401)
    return new SignInAgain({
      code: 'stripe_key',
      what: 'Stripe does not accept the key. It was deleted, rolled or mistyped.',
      means: unchanged,
      who: ours,
      how: 'Create a restricted key in Stripe, Developers, API keys, and enter it in Settings.',
    })
  if (status === 403)
    return new Refused({
      code: 'stripe_permission',
      what: 'The Stripe key lacks a permission for this.',
      means: unchanged,
      who: 'A Stripe admin.',
      how: 'In Stripe, Developers, API keys, give the restricted key the permission "Customers: Read".',
    })
  if (thrown.code === 'resource_missing')
    return new Refused(
      {
        code: 'stripe_missing',
        what: 'A customer was deleted in Stripe while we were reading.',
        means: unchanged,
      },
      404,
    )
  if (
    status === 429 ||
    thrown instanceof Stripe.errors.StripeConnectionError ||
    status === undefined ||
    status >= 500
  )
    return new TryLater({
      code: 'stripe_away',
      what: status === 429 ? 'Stripe asks us to slow down.' : 'We could not reach Stripe.',
      means: unchanged,
      how: 'Crosswalk tries again by itself.',
    })
  return new Refused({
    code: 'stripe_refused',
    what: `Stripe refused our request (status ${status}).`,
    means: unchanged,
    who: 'The makers of Crosswalk.',
    how: 'Send them the log of this run.',
  })
}

/** The SDK wraps what our own client threw. */
function faultIn(thrown: unknown): Fault | null {
  if (thrown instanceof Fault) return thrown
  if (thrown instanceof Stripe.errors.StripeError && thrown.detail instanceof Fault) return thrown.detail
  return thrown instanceof Error && thrown.cause instanceof Fault ? thrown.cause : null
}
