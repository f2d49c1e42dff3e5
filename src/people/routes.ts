import { Refused } from '../base/errors.ts'
import { transaction, type Tx } from '../db/db.ts'
import { outsideRoute, route, type Actor, type Route } from '../db/door.ts'
import * as keys from './api-keys.ts'
import * as contract from './contract.ts'
import { invite, linkOf, type Invitation } from './invitations.ts'
import type { Passwords } from './password.ts'
import { closeSessionsOf } from './sessions.ts'
import { replacePassword } from './sign-in.ts'
import type { RandomBytes } from './token.ts'
import * as users from './users.ts'
import * as verbs from './verbs.ts'

/** What people need of the nouns to their right, which they may not import. */
export interface Neighbours {
  /** How many customers each user is account manager of. */
  countCustomers(tx: Tx, workspaceId: string): Promise<ReadonlyMap<string, number>>
  /** Leaves a removed user's customers without account manager. */
  unassign(tx: Tx, by: Actor, userId: string, now: Date): Promise<void>
}

export interface PeopleParts {
  readonly random: RandomBytes
  readonly passwords: Passwords
  /** Where a browser reaches this server, such as `https://crosswalk.example`; invitations point there. */
  readonly publicUrl: string
  readonly neighbours: Neighbours
}

/** The addresses about users, one's own password and API keys. */
export const peopleRoutes = (parts: PeopleParts): readonly Route[] => [
  ...userRoutes(parts),
  ...keyRoutes(parts),
]

const userRoutes = ({ random, passwords, publicUrl, neighbours }: PeopleParts): Route[] => {
  const withCustomers = async (tx: Tx, workspaceId: string, user: users.User) => ({
    ...user,
    customers: (await neighbours.countCustomers(tx, workspaceId)).get(user.id) ?? 0,
  })
  return [
    route(contract.listUsers, verbs.lookAtUsers, async ({ tx, by }) => {
      const counts = await neighbours.countCustomers(tx, by.workspaceId)
      const all = await users.listUsers(tx, by.workspaceId)
      return { users: all.map((user) => ({ ...user, customers: counts.get(user.id) ?? 0 })) }
    }),
    route(contract.addUser, verbs.addUser, async ({ tx, by, now, audit }, { invite: invited, ...wanted }) => {
      const user = await users.addUser(tx, by.workspaceId, wanted, now)
      const invitation = invited ? await invite(tx, user, by, random, now) : null
      audit({ subject: named(user), detail: { role: user.role, invited } })
      const status = invitation ? ('invited' as const) : user.status
      return {
        user: { ...user, status, customers: 0 },
        invitation: invitation && handedOver(invitation, publicUrl),
      }
    }),
    route(contract.inviteUser, verbs.inviteUser, async ({ tx, by, now, audit }, { id }) => {
      const user = await users.getUser(tx, by.workspaceId, id)
      audit({ subject: named(user) })
      return handedOver(await invite(tx, user, by, random, now), publicUrl)
    }),
    route(contract.changeUser, verbs.changeUser, async ({ tx, by, audit }, { id, ...wanted }) => {
      const { before, after } = await users.changeUser(tx, by, id, wanted)
      audit({
        subject: named(after),
        detail: { was: `${before.name}, ${before.role}`, is: `${after.name}, ${after.role}` },
      })
      return withCustomers(tx, by.workspaceId, after)
    }),
    route(contract.removeUser, verbs.removeUser, async ({ tx, by, now, audit }, { id }) => {
      const user = await users.removeUser(tx, by, id, now)
      await neighbours.unassign(tx, by, id, now)
      audit({ subject: named(user) })
      return { ok: true as const }
    }),
    // Outside: a password hash takes a third of a second, too long to hold a transaction open.
    outsideRoute(contract.changePassword, verbs.changePassword, async ({ db, by, now }, given) => {
      if (by.via !== 'browser' || !by.userId) throw browserOnly()
      const { userId, sessionId } = by
      await replacePassword(db, userId, given, passwords, now)
      await transaction(db, (tx) => closeSessionsOf(tx, userId, sessionId))
      return { ok: true as const }
    }),
  ]
}

const keyRoutes = ({ random }: PeopleParts): Route[] => [
  route(contract.listApiKeys, verbs.lookAtApiKeys, async ({ tx, by }) => ({
    keys: await keys.listApiKeys(tx, by.workspaceId),
  })),
  route(contract.addApiKey, verbs.addApiKey, async ({ tx, by, now, audit }, wanted) => {
    audit({ subject: wanted.name, detail: { role: wanted.role } })
    return keys.addApiKey(tx, by, wanted, random, now)
  }),
  route(contract.removeApiKey, verbs.removeApiKey, async ({ tx, by, now, audit }, { id }) => {
    audit({ subject: await keys.removeApiKey(tx, by.workspaceId, id, now) })
    return { ok: true as const }
  }),
]

const named = (user: users.User): string => (user.email ? `${user.name} <${user.email}>` : user.name)

const handedOver = (invitation: Invitation, publicUrl: string) => ({
  userId: invitation.userId,
  link: linkOf(invitation, publicUrl),
  expiresAt: invitation.expiresAt.toISOString(),
})

const browserOnly = (): Refused =>
  new Refused(
    {
      code: 'browser_only',
      what: 'A password can only be changed by the person, in the browser.',
      who: 'You',
      how: 'Sign in and open Settings.',
    },
    403,
  )
