import * as z from 'zod'
import { endpoint, instant, nothing } from '../../base/endpoint.ts'

/** How long the history is kept. */

export const retention = z.object({
  /** Null for ever. */
  keepMonths: z.number().int().nullable(),
  /** What was thrown away last; null while nothing was. */
  gone: z
    .object({
      /** Lines before this moment are gone. */
      before: instant,
      lines: z.number().int(),
      at: instant,
    })
    .nullable(),
})
export const getRetention = endpoint({
  method: 'GET',
  path: '/history/retention',
  summary: 'Show how long the history is kept',
  input: nothing,
  answer: retention,
})
export const setRetention = endpoint({
  method: 'PUT',
  path: '/history/retention',
  summary:
    'Choose how long the history is kept; older lines are thrown away within a day and cannot be undone',
  input: z.object({ keepMonths: z.number().int().min(1).max(120).nullable() }),
  answer: retention,
})
