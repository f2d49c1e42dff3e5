import { createHmac } from 'node:crypto'

/** The signature of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, with the bytes of the secret. */

const prefix = 'whsec_'

/** A secret as people copy it: `whsec_` and base64 of 32 bytes. */
export const newSecret = (random: (size: number) => Uint8Array): string =>
  prefix + Buffer.from(random(32)).toString('base64')

/** The three headers that prove a body. With several secrets there is a signature of each: the receiver may know either. */
export const signedHeaders = (
  secrets: readonly string[],
  { id, at, body }: { readonly id: string; readonly at: Date; readonly body: string },
): Record<string, string> => {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}
