import { IconAlertTriangle, IconCircleCheck, IconClock, IconPlayerPause } from '@tabler/icons-react'
import type { Answer } from '../../../base/endpoint.ts'
import type { StateWords } from '../../../ui/state-badge.tsx'
import type { listWebhooks, testWebhook } from '../contract.ts'

export type Webhook = Answer<typeof listWebhooks>['webhooks'][number]
export type Delivery = Answer<typeof testWebhook>

/** How a webhook stands, in words. */
export const webhookState = ({ disabledAt, failingSince }: Webhook): StateWords => {
  if (disabledAt !== null) return { word: 'Off', tone: 'calm', icon: IconPlayerPause }
  return failingSince === null
    ? { word: 'On', tone: 'good', icon: IconCircleCheck }
    : { word: 'Failing', tone: 'bad', icon: IconAlertTriangle }
}

/** How far a delivery has come, in words. */
export const deliveryStates: Readonly<Record<Delivery['state'], StateWords>> = {
  waiting: { word: 'Waiting', tone: 'busy', icon: IconClock },
  delivered: { word: 'Delivered', tone: 'good', icon: IconCircleCheck },
  failed: { word: 'Failed', tone: 'bad', icon: IconAlertTriangle },
}

export const formatWords: Readonly<Record<Webhook['format'], string>> = {
  standard: 'Signed JSON',
  slack: 'Slack',
}
