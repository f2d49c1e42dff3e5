import { Refused } from '../../base/errors.ts'
import { transaction } from '../../db/db.ts'
import { outsideRoute, route, type Route } from '../../db/door.ts'
import { deliverNow } from '../alerts/deliver.ts'
import { addDelivery, deliveryById, listDeliveries } from '../alerts/deliveries.ts'
import type { AlertParts } from '../alerts/parts.ts'
import { writeAlert } from '../alerts/tell.ts'
import * as words from '../alerts/words.ts'
import { checkAddress, type Reach } from './addresses.ts'
import * as contract from './contract.ts'
import * as verbs from './verbs.ts'
import * as webhooks from './webhooks.ts'

/** What webhooks need besides the rest of alerts. */
export interface WebhookParts extends AlertParts {
  readonly reach: Reach
}

/** The addresses about webhooks and what was sent to them. */
export const webhookRoutes = (parts: WebhookParts): readonly Route[] => [
  ...keepingRoutes(parts),
  ...sendingRoutes(parts),
]

const keepingRoutes = (parts: WebhookParts): Route[] => [
  route(contract.listWebhooks, verbs.see, async ({ tx, by }) => ({
    webhooks: await webhooks.listWebhooks(tx, by.workspaceId),
  })),
  route(contract.addWebhook, verbs.add, async ({ tx, by, now, audit }, { address, format, kinds }) => {
    const url = checkAddress(address, parts.reach)
    const added = await webhooks.addWebhook(tx, parts, by, { url, format, kinds }, now)
    audit({ subject: added.webhook.address, detail: { format, kinds: kinds.join(', ') } })
    return added
  }),
  route(contract.changeWebhook, verbs.change, async ({ tx, by, now, audit }, { id, kinds, on }) => {
    const webhook = await webhooks.changeWebhook(tx, by.workspaceId, id, { kinds, on }, now)
    const detail = { kinds: webhook.kinds.join(', '), on: webhook.disabledAt === null }
    audit({ subject: webhook.address, detail })
    return webhook
  }),
  route(contract.rotateWebhook, verbs.rotate, async ({ tx, by, now, audit }, { id }) => {
    const { address } = await webhooks.webhookById(tx, by.workspaceId, id)
    audit({ subject: address })
    const rotated = await webhooks.rotateSecret(tx, parts, by.workspaceId, id, now)
    if (!rotated) throw noSecret()
    return rotated
  }),
  route(contract.removeWebhook, verbs.remove, async ({ tx, by, audit }, { id }) => {
    audit({ subject: await webhooks.removeWebhook(tx, by.workspaceId, id) })
    return { ok: true as const }
  }),
  route(contract.listDeliveries, verbs.see, async ({ tx, by }, { id, ...page }) => {
    await webhooks.webhookById(tx, by.workspaceId, id)
    return listDeliveries(tx, by.workspaceId, id, page)
  }),
]

const sendingRoutes = (parts: WebhookParts): Route[] => [
  outsideRoute(contract.testWebhook, verbs.test, async ({ db, by, now, audit }, { id }) => {
    const delivery = await transaction(db, async (tx) => {
      const { address } = await webhooks.webhookById(tx, by.workspaceId, id)
      audit({ subject: address })
      const alert = await writeAlert(tx, by.workspaceId, 'test', 'test', words.trial(by.name), now)
      return addDelivery(tx, by.workspaceId, alert, id, now)
    })
    await deliverNow(parts, delivery)
    return deliveryById(db, by.workspaceId, delivery)
  }),
  outsideRoute(contract.sendAgain, verbs.again, async ({ db, by, audit }, { id }) => {
    const { title } = await deliveryById(db, by.workspaceId, id)
    audit({ subject: title })
    await deliverNow(parts, id)
    return deliveryById(db, by.workspaceId, id)
  }),
]

const noSecret = (): Refused =>
  new Refused(
    {
      code: 'no_secret',
      what: 'A chat checks no signature, so this webhook has no secret.',
      who: 'You',
      how: 'Make a new incoming webhook in the chat, add it here, and remove this one.',
    },
    409,
  )
