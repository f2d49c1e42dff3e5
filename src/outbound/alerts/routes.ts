import { sql } from 'kysely'
import { Gone, Refused } from '../../base/errors.ts'
import { transaction, type Tx } from '../../db/db.ts'
import { outsideRoute, route, type Actor, type Route } from '../../db/door.ts'
import { readChoices, writeChoices, type Choices } from './choices.ts'
import * as contract from './contract.ts'
import { writeLetter } from './letter.ts'
import { noteProblems } from './notice.ts'
import type { AlertParts } from './parts.ts'
import { readAlertSettings, writeAlertSettings } from './settings.ts'
import { showAlerts, shownMail, shownSettings } from './shown.ts'
import * as verbs from './verbs.ts'
import * as words from './words.ts'

/** The addresses about alerts and about one's own notifications. */
export const alertRoutes = (parts: AlertParts): readonly Route[] => [
  route(contract.getAlerts, verbs.see, ({ tx, by }) => showAlerts(tx, parts, by.workspaceId)),
  route(contract.setAlerts, verbs.set, async ({ tx, by, now, audit }, wanted) => {
    const { summaryNextAt: _, ...before } = await readAlertSettings(tx, by.workspaceId)
    const chosen = {
      problemsAbove: wanted.problemsAbove ?? before.problemsAbove,
      summaryDay: wanted.summaryDay ?? before.summaryDay,
      summaryHour: wanted.summaryHour ?? before.summaryHour,
    }
    const after = await writeAlertSettings(tx, by.workspaceId, chosen, now)
    audit({ detail: chosen })
    await noteProblems(tx, parts, by.workspaceId, now)
    return shownSettings(after)
  }),
  ...ownRoutes(parts),
]

const ownRoutes = (parts: AlertParts): Route[] => {
  const shown = ({ email, kinds, byRole }: Choices) => ({
    mail: shownMail(parts),
    email,
    kinds: [...kinds],
    byRole,
  })
  return [
    route(contract.getNotifications, verbs.seeOwn, async ({ tx, by }) => shown(await own(tx, by))),
    route(contract.setNotifications, verbs.setOwn, async ({ tx, by, audit }, { kinds }) => {
      const { name } = await own(tx, by)
      await writeChoices(tx, userOf(by), kinds)
      audit({ subject: name, detail: { kinds: kinds.join(', ') || 'none' } })
      return shown(await own(tx, by))
    }),
    outsideRoute(contract.testNotifications, verbs.testOwn, async ({ db, by, audit }) => {
      const { name, email, workspace } = await transaction(db, async (tx) => ({
        ...(await own(tx, by)),
        workspace: await workspaceName(tx, by.workspaceId),
      }))
      if (!parts.mail) throw mailOff()
      if (!email) throw noAddress()
      audit({ subject: name })
      const letter = writeLetter(words.trial(name), workspace, parts.publicUrl)
      const id = `test-${Buffer.from(parts.random(12)).toString('hex')}`
      await parts.mail.send({ to: { name, address: email }, ...letter, id })
      return { ok: true as const, to: email }
    }),
  ]
}

/** The caller’s choices. A key acts for the person who made it. */
const own = async (tx: Tx, by: Actor): Promise<Choices> => {
  const choices = await readChoices(tx, by.workspaceId, userOf(by))
  if (!choices) throw new Gone({ code: 'user_gone', what: 'There is no such user, or they were removed.' })
  return choices
}

const userOf = (by: Actor): string => {
  if (by.userId) return by.userId
  throw new Refused(
    {
      code: 'nobody',
      what: 'This API key was made on the machine and belongs to nobody, so it has no notifications.',
      who: 'You',
      how: 'Use a key made under Settings → API keys, or the page Notifications.',
    },
    409,
  )
}

const workspaceName = async (tx: Tx, workspaceId: string): Promise<string> => {
  const { rows } = await sql<{ name: string }>`select name from workspaces where id = ${workspaceId}`.execute(
    tx,
  )
  return rows[0]?.name ?? ''
}

const mailOff = (): Refused =>
  new Refused(
    {
      code: 'mail_off',
      what: 'This Crosswalk has no mail server, so it sends no e-mail.',
      means: 'Alerts still go to webhooks, and everything is shown here.',
      who: 'Whoever runs this machine',
      how: 'Set SMTP_URL and start again. See docs/operations.md.',
    },
    409,
  )

const noAddress = (): Refused =>
  new Refused(
    {
      code: 'no_address',
      what: 'There is no e-mail address at which you could get mail.',
      who: 'An owner or admin of this workspace',
      how: 'Ask them to add you with an address that works.',
    },
    409,
  )
