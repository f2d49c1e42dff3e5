import * as z from 'zod'
import { endpoint, instant } from '../base/endpoint.ts'

export const auditLine = z.object({
  id: z.string(),
  at: instant,
  /** The person, key or schedule that did it. */
  by: z.string(),
  via: z.string(),
  verb: z.string(),
  /** Follows the name: "switched contacts on". */
  sentence: z.string(),
  subject: z.string().nullable(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})

export const listAudit = endpoint({
  method: 'GET',
  path: '/audit',
  summary: 'List who did what, newest first',
  input: z.object({
    /** The id of the last line already seen. */
    before: z.coerce.number().int().min(1).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  answer: z.object({ lines: z.array(auditLine) }),
})
