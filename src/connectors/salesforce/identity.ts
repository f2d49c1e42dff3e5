import { Fault, Refused, SignInAgain } from '../../base/errors.ts'
import type { CrmIdentity } from '../connector.ts'
import { queryFew } from './query.ts'
import type { Session } from './session.ts'

/**
 * Whose org this is and who we are in it: the org by a query of `Organization`, the user by `userinfo`. Apps without
 * the scope for `userinfo` get 403 there; then the resource list names the user's id and a query tells the rest.
 */
export async function identify(session: Session): Promise<CrmIdentity> {
  const [org] = await queryFew(session, 'SELECT Id, Name, IsSandbox FROM Organization')
  if (org === undefined) throw nameless()
  const user = await asUserinfo(session).catch((thrown: unknown) => {
    if (
      !(thrown instanceof Fault) ||
      (thrown instanceof SignInAgain && thrown.explanation.code !== 'session_over')
    )
      throw thrown
    return asQueried(session)
  })
  return {
    orgId: String(org['Id']),
    orgName: String(org['Name']),
    sandbox: org['IsSandbox'] === true,
    ...user,
  }
}

type User = Pick<CrmIdentity, 'userId' | 'userName' | 'userEmail'>

async function asUserinfo(session: Session): Promise<User> {
  const { json } = await session.ask({ path: '/services/oauth2/userinfo', expect: 'json' })
  const said = (json ?? {}) as Record<string, unknown>
  const { user_id: userId, name, preferred_username: login, email } = said
  if (typeof userId !== 'string') throw nameless()
  const userName = typeof name === 'string' ? name : typeof login === 'string' ? login : userId
  return { userId, userName, userEmail: typeof email === 'string' ? email : null }
}

async function asQueried(session: Session): Promise<User> {
  const { json } = await session.ask({ path: await session.base(), expect: 'json' })
  const { identity } = (json ?? {}) as Record<string, unknown>
  const userId = /\/(005\w{15})$/.exec(typeof identity === 'string' ? identity : '')?.[1]
  if (userId === undefined) throw nameless()
  const [user] = await queryFew(session, `SELECT Id, Name, Email FROM User WHERE Id = '${userId}'`)
  const email = user?.['Email']
  return {
    userId,
    userName: String(user?.['Name'] ?? userId),
    userEmail: typeof email === 'string' ? email : null,
  }
}

const nameless = (): Refused =>
  new Refused({
    code: 'identity_hidden',
    what: 'Salesforce does not say which org and which user this connection belongs to.',
    means: 'Nothing was read and nothing changed.',
    who: 'A Salesforce admin.',
    how: 'Give the app the scope "Access the identity URL service (id)", then reconnect.',
  })
