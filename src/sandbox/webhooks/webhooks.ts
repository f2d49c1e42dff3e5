import type { Clock } from '../../base/clock.ts'
import { serve, type Call } from '../http.ts'
import { webhookAnswers } from './pages.ts'

/** A request as it came over the wire. */
export interface Told {
  readonly number: number
  readonly at: Date
  readonly headers: Call['headers']
  readonly body: string
}

/** A system that takes every webhook and does nothing with it, with pages to read them on. */
export interface WebhookSandbox {
  /** Takes what is sent, and shows it to a browser; such as `http://127.0.0.1:4405/webhooks`. */
  readonly address: string
  /** The newest first. They are kept in memory only, and never more than 200. */
  readonly told: () => readonly Told[]
  close(): Promise<void>
}

const most = 200

/** Starts it on 127.0.0.1. Port 0 or absent takes any free one. Rejects when the port is taken. */
export const startWebhooks = async (options: {
  readonly clock: Clock
  readonly port?: number
}): Promise<WebhookSandbox> => {
  let told: readonly Told[] = []
  let last = 0
  const keep = ({ headers, body }: Call): void => {
    last += 1
    told = [{ number: last, at: options.clock.now(), headers, body }, ...told].slice(0, most)
  }
  const answers = webhookAnswers({ told: () => told, keep })
  const { origin, close } = await serve(options.port ?? 0, options.clock, answers)
  return { address: `${origin}/webhooks`, told: () => told, close }
}
