import * as z from 'zod'
import { done, endpoint, instant, nothing } from '../../base/endpoint.ts'
import { alertChange, alertKind } from '../alerts/contract.ts'

/** Webhooks: other systems that are told of alerts. */

/** `standard`: signed JSON by the Standard Webhooks scheme. `slack`: a chat’s incoming webhook. */
export const webhookFormat = z.enum(['standard', 'slack'])
export const webhook = z.object({
  id: z.uuid(),
  /** The address, without the parts that are secret. */
  address: z.string(),
  format: webhookFormat,
  kinds: z.array(alertKind),
  createdAt: instant,
  createdBy: z.string(),
  /** Since when nothing got through; null while all is well. */
  failingSince: instant.nullable(),
  disabledAt: instant.nullable(),
  /** Why it was switched off; null when a person did it. */
  disabledBecause: z.string().nullable(),
})
export const delivery = z.object({
  id: z.uuid(),
  kind: z.string(),
  change: alertChange,
  title: z.string(),
  state: z.enum(['waiting', 'delivered', 'failed']),
  tries: z.number().int(),
  createdAt: instant,
  triedAt: instant.nullable(),
  nextAt: instant.nullable(),
  /** The HTTP status of the last answer, when there was one. */
  status: z.number().int().nullable(),
  /** What came of the last try, in a sentence. */
  outcome: z.string().nullable(),
})
const address = z.string().trim().min(1, 'Paste the address.').max(2_000)

export const listWebhooks = endpoint({
  method: 'GET',
  path: '/alerts/webhooks',
  summary: 'List the systems that are told of alerts',
  input: nothing,
  answer: z.object({ webhooks: z.array(webhook) }),
})
export const addWebhook = endpoint({
  method: 'POST',
  path: '/alerts/webhooks',
  summary: 'Add a system that is told of alerts; its signing secret is shown this once',
  input: z.object({
    address,
    format: webhookFormat.default('standard'),
    kinds: z.array(alertKind).min(1, 'Choose at least one.'),
  }),
  /** `secret` is null for a chat, which checks no signature. */
  answer: z.object({ webhook, secret: z.string().nullable() }),
})
export const changeWebhook = endpoint({
  method: 'PATCH',
  path: '/alerts/webhooks/:id',
  summary: 'Choose what a webhook is told, or switch it on or off',
  input: z.object({
    id: z.uuid(),
    kinds: z.array(alertKind).min(1, 'Choose at least one.').optional(),
    on: z.boolean().optional(),
  }),
  answer: webhook,
})
export const rotateWebhook = endpoint({
  method: 'POST',
  path: '/alerts/webhooks/:id/secret',
  summary: 'Make a new signing secret, shown this once; the old one signs too for 24 hours',
  input: z.object({ id: z.uuid() }),
  answer: z.object({ secret: z.string(), oldUntil: instant }),
})
export const removeWebhook = endpoint({
  method: 'DELETE',
  path: '/alerts/webhooks/:id',
  summary: 'Remove a webhook and its delivery log',
  input: z.object({ id: z.uuid() }),
  answer: done,
})
export const testWebhook = endpoint({
  method: 'POST',
  path: '/alerts/webhooks/:id/test',
  summary: 'Send a test to a webhook now and say what it answered',
  input: z.object({ id: z.uuid() }),
  answer: delivery,
})
export const listDeliveries = endpoint({
  method: 'GET',
  path: '/alerts/webhooks/:id/deliveries',
  summary: 'List what was sent to a webhook, newest first',
  input: z.object({
    id: z.uuid(),
    offset: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: z.object({ total: z.number().int(), deliveries: z.array(delivery) }),
})
export const sendAgain = endpoint({
  method: 'POST',
  path: '/alerts/deliveries/:id/again',
  summary: 'Send one delivery again now, under the same id',
  input: z.object({ id: z.uuid() }),
  answer: delivery,
})
