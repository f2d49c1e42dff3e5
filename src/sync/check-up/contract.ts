import * as z from 'zod'
import { endpoint, instant, nothing } from '../../base/endpoint.ts'

/** The check-up: what stands between this workspace and a sync that can be trusted. */

/** `green`: as it should be. `amber`: it works, and something is lost or close. `red`: it does not work. */
export const checkState = z.enum(['green', 'amber', 'red'])
export const checkGroup = z.enum(['connection', 'permissions', 'rows', 'budget', 'machine'])
/** One thing that was looked at. The last three are null where there is nothing to say. */
export const checkLine = z.object({
  code: z.string(),
  group: checkGroup,
  state: checkState,
  /** What was looked at, in a word or two. */
  label: z.string(),
  found: z.string(),
  means: z.string().nullable(),
  who: z.string().nullable(),
  how: z.string().nullable(),
})
export const checkUp = z.object({
  at: instant,
  by: z.string(),
  /** The worst of all lines. */
  state: checkState,
  /** Calls of the org it used. */
  calls: z.number().int(),
  lines: z.array(checkLine),
})
export const getCheckUp = endpoint({
  method: 'GET',
  path: '/crm/check-up',
  summary: 'Show the last check-up; null when there has been none',
  input: nothing,
  answer: z.object({ checkUp: checkUp.nullable() }),
})
export const runCheckUp = endpoint({
  method: 'POST',
  path: '/crm/check-up',
  summary: 'Check connection, permissions, rows, budget and this machine now; nothing is changed',
  input: nothing,
  answer: z.object({ checkUp }),
})
export const getPermissionSet = endpoint({
  method: 'GET',
  path: '/crm/check-up/permission-set.xml',
  summary: 'Download a Salesforce permission set with exactly what Crosswalk needs',
  input: nothing,
  answer: z.string(),
  download: 'application/xml',
})
