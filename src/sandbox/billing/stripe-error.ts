import { json } from '../http.ts'
import type { Reply } from '../http.ts'

/** An error as Stripe words it. */
export const stripeError = (
  status: number,
  error: { type: string; message: string; code?: string; param?: string },
  headers: Record<string, string> = {},
): Reply => json(status, { error }, headers)

/** A wrong parameter. */
export const wrong = (message: string, param: string, code?: string, status = 400): Reply =>
  stripeError(status, {
    type: 'invalid_request_error',
    message,
    param,
    ...(code === undefined ? {} : { code }),
  })
