import { Fault, TryLater, type Explanation } from '../../base/errors.ts'
import type { Session } from './session.ts'

/** The Salesforce user whose eyes we read with. */
export interface ConnectedUser {
  readonly id: string
  readonly name: string
  readonly username: string | null
  /** Salesforce's own answer to "is this an account made for integrations?"; null when it did not say. */
  readonly integration: boolean | null
  /** Such as `STANDARD`. */
  readonly type: string | null
  /** The licence's name, such as `Salesforce Integration`; null when it may not be seen. */
  readonly licence: string | null
}

/**
 * Asks the identity service, one call. A refusal is an answer: the app lacks the scope `id`. Ask something else first:
 * here a session that is over looks the same, and is not renewed.
 */
export async function askWho(
  session: Session,
): Promise<{ readonly user: ConnectedUser | null; readonly problem: Explanation | null }> {
  try {
    const { json } = await session.ask({
      path: '/services/oauth2/userinfo',
      expect: 'json',
      renew: false,
    })
    return { user: userOf((json ?? {}) as Record<string, unknown>), problem: null }
  } catch (error) {
    if (!(error instanceof Fault) || error instanceof TryLater) throw error
    return { user: null, problem: error.explanation }
  }
}

const userOf = (said: Readonly<Record<string, unknown>>): ConnectedUser | null => {
  const id = text(said['user_id'])
  if (id === null) return null
  const username = text(said['preferred_username'])
  const integration = said['is_salesforce_integration_user']
  return {
    id,
    name: text(said['name']) ?? username ?? id,
    username,
    integration: typeof integration === 'boolean' ? integration : null,
    type: text(said['user_type']),
    licence: null,
  }
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
