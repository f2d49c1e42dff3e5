import { Refused } from '../base/errors.ts'
import type { Actor, Verb } from '../db/door.ts'

/** May they? Asked by every door before anything else happens. */

/** Answers the actor when they may do this; otherwise throws `Refused` with 401 (nobody) or 403 (not they). */
export const guard = (actor: Actor | null, verb: Verb): Actor => {
  if (!actor) throw signInFirst()
  if (verb.roles.includes(actor.role)) return actor
  throw new Refused(
    {
      code: 'not_allowed',
      what: `Your role, ${actor.role}, does not allow this.`,
      who: verb.roles.includes('admin')
        ? 'An owner or admin of this workspace'
        : 'An owner of this workspace',
      how: 'Ask them to do it, or to change your role under Settings → Team.',
    },
    403,
  )
}

const signInFirst = (): Refused =>
  new Refused(
    {
      code: 'sign_in_first',
      what: 'You are not signed in, or your session has ended.',
      who: 'You',
      how: 'Sign in again. A program sends its API key as "Authorization: Bearer cwk_…".',
    },
    401,
  )
