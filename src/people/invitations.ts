import { isSandboxEmail } from '../base/email.ts'
import { Gone, Refused } from '../base/errors.ts'
import type { Tx } from '../db/db.ts'
import type { Actor } from '../db/door.ts'
import { closeSessionsOf } from './sessions.ts'
import type { User } from './users.ts'
import './tables.ts'
import { newToken, tokenHash, type RandomBytes } from './token.ts'

/**
 * One-time links that let a known user in. There is no mail: the person who invites hands the link over. For somebody
 * who has joined and forgot their password it is the way back in.
 */

const lifeDays = 7

export interface Invitation {
  readonly userId: string
  /** In the link, and nowhere else. */
  readonly token: string
  readonly expiresAt: Date
}

/** Whom an open invitation is for. */
export interface Invited {
  readonly userId: string
  readonly workspaceId: string
  readonly name: string
  readonly email: string
  readonly workspace: string
}

/** Invites a user, or again; an earlier link stops working. A link to an owner's account is for owners to give. */
export const invite = async (
  tx: Tx,
  user: User,
  by: Pick<Actor, 'userId' | 'role'>,
  random: RandomBytes,
  now: Date,
): Promise<Invitation> => {
  refuseUninvitable(user)
  if (user.role === 'owner' && by.role !== 'owner') throw ownersOnly()
  const token = newToken(random)
  const expiresAt = new Date(now.getTime() + lifeDays * 24 * 60 * 60_000)
  const values = {
    token_hash: tokenHash(token),
    invited_by: by.userId,
    created_at: now,
    expires_at: expiresAt,
  }
  await tx
    .insertInto('invitations')
    .values({ user_id: user.id, ...values })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(values))
    .execute()
  const stillOut = tx.updateTable('users').set({ status: 'invited' }).where('status', '!=', 'joined')
  await stillOut.where('id', '=', user.id).execute()
  return { userId: user.id, token, expiresAt }
}

/** The address to hand over. */
export const linkOf = ({ token }: Invitation, publicUrl: string): string => `${publicUrl}/invitation/${token}`

const refuseUninvitable = (user: User): void => {
  if (user.inactive) {
    throw new Refused(
      {
        code: 'inactive_owner',
        what: `${user.name} is no longer active in Salesforce, so they cannot be invited.`,
        who: 'A Salesforce administrator',
        how: 'Activate them in Salesforce, or give their accounts to somebody else there.',
      },
      409,
    )
  }
  if (user.frozen) {
    throw new Refused(
      {
        code: 'frozen_owner',
        what: `${user.name} is frozen in Salesforce, so they cannot be invited.`,
        who: 'A Salesforce administrator',
        how: 'Unfreeze them in Salesforce and synchronize, or give their accounts to somebody else there.',
      },
      409,
    )
  }
  if (user.email === null || isSandboxEmail(user.email)) {
    throw new Refused(
      { code: 'no_email', what: `${user.name} has no usable e-mail, so they could not sign in.` },
      409,
    )
  }
}

const ownersOnly = (): Refused =>
  new Refused(
    {
      code: 'not_allowed',
      what: 'A new link for an owner can only be made by an owner.',
      who: 'An owner of this workspace',
      how: 'Ask an owner, or whoever runs the machine: "crosswalk invite E-MAIL" makes one there.',
    },
    403,
  )

/** Whom this link is for; `Gone` when it was used, replaced, has expired or never was. */
export const openInvitation = async (tx: Tx, token: string, now: Date): Promise<Invited> => {
  const row = await tx
    .selectFrom('invitations')
    .innerJoin('users', 'users.id', 'invitations.user_id')
    .innerJoin('workspaces', 'workspaces.id', 'users.workspace_id')
    .select(['users.id', 'users.workspace_id', 'users.name', 'users.email', 'workspaces.name as workspace'])
    .where('token_hash', '=', tokenHash(token))
    .where('expires_at', '>', now)
    .where('users.removed_at', 'is', null)
    .executeTakeFirst()
  if (!row?.email) throw spent()
  return {
    userId: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    email: row.email,
    workspace: row.workspace,
  }
}

/**
 * Takes the link: of two who hold it, one comes in. The user has joined, with this name and password, and sessions
 * opened with an earlier password have ended.
 */
export const acceptInvitation = async (
  tx: Tx,
  token: string,
  as: { readonly name: string; readonly passwordHash: string },
  now: Date,
): Promise<Invited> => {
  const invited = await openInvitation(tx, token, now)
  const taken = await tx
    .deleteFrom('invitations')
    .where('token_hash', '=', tokenHash(token))
    .returning('user_id')
    .executeTakeFirst()
  if (!taken) throw spent()
  await closeSessionsOf(tx, invited.userId)
  await tx
    .updateTable('users')
    .set({ status: 'joined', name: as.name })
    .where('id', '=', invited.userId)
    .execute()
  await tx
    .insertInto('passwords')
    .values({ user_id: invited.userId, hash: as.passwordHash, changed_at: now })
    .onConflict((conflict) =>
      conflict.column('user_id').doUpdateSet({ hash: as.passwordHash, changed_at: now }),
    )
    .execute()
  return { ...invited, name: as.name }
}

const spent = (): Gone =>
  new Gone({
    code: 'invitation_gone',
    what: 'This invitation is no longer good.',
    means: 'It was used, replaced by a newer one, or is older than seven days.',
    who: 'Whoever invited you',
    how: 'Ask for a new link.',
  })
