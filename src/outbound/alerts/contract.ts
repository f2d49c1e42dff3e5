import * as z from 'zod'
import { done, endpoint, instant, nothing } from '../../base/endpoint.ts'

/** Alerts: what is told once per change of state, to whom, and by which way. */

/** What a person, or another system, can choose to be told. */
export const alertKind = z.enum([
  'sign_in_needed',
  'run_failed_twice',
  'held',
  'stopped_for_budget',
  'problems_above',
  'weekly_summary',
])
/** `raised`: it began. `recovered`: it is over. */
export const alertChange = z.enum(['raised', 'recovered', 'summary', 'test'])

const day = z.number().int().min(1).max(7)
const hour = z.number().int().min(0).max(23)

export const alertSettings = z.object({
  /** An alert is raised when more problems than this are open. */
  problemsAbove: z.number().int(),
  /** 1 is Monday; UTC. */
  summaryDay: day,
  summaryHour: hour,
  summaryNextAt: instant.nullable(),
})
export const alert = z.object({
  id: z.uuid(),
  /** One of the kinds, or `webhook_disabled`, or `test`. */
  kind: z.string(),
  change: alertChange,
  at: instant,
  title: z.string(),
  /** How many addresses it went to, and how many of them it has reached. */
  deliveries: z.number().int(),
  delivered: z.number().int(),
})
export const mail = z.object({
  /** False without SMTP_URL: nobody gets e-mail. */
  on: z.boolean(),
  /** Who the mail is from; null while it is off. */
  from: z.string().nullable(),
})
export const getAlerts = endpoint({
  method: 'GET',
  path: '/alerts',
  summary: 'Show what is wrong now, what was told, and how alerts are set',
  input: nothing,
  answer: z.object({
    mail,
    settings: alertSettings,
    /** What is wrong now and was told. */
    raised: z.array(z.object({ kind: alertKind, since: instant })),
    /** The newest, at most fifty. */
    alerts: z.array(alert),
  }),
})
export const setAlerts = endpoint({
  method: 'PATCH',
  path: '/alerts/settings',
  summary: 'Choose from how many problems on an alert is raised, and when the weekly summary is sent',
  input: z.object({
    problemsAbove: z.number('Type a number.').int().min(0).max(1_000_000).optional(),
    summaryDay: day.optional(),
    summaryHour: hour.optional(),
  }),
  answer: alertSettings,
})

export const notifications = z.object({
  mail,
  /** Where it goes; null when this user can get no mail. */
  email: z.string().nullable(),
  kinds: z.array(alertKind),
  /** They are what the user’s role gets, not chosen. */
  byRole: z.boolean(),
})
export const getNotifications = endpoint({
  method: 'GET',
  path: '/me/notifications',
  summary: 'Show which alerts come to the caller by e-mail; with an API key, to the person who made it',
  input: nothing,
  answer: notifications,
})
export const setNotifications = endpoint({
  method: 'PUT',
  path: '/me/notifications',
  summary: 'Choose which alerts come to the caller by e-mail',
  input: z.object({ kinds: z.array(alertKind).max(20) }),
  answer: notifications,
})
export const testNotifications = endpoint({
  method: 'POST',
  path: '/me/notifications/test',
  summary: 'Send the caller a test e-mail now',
  input: nothing,
  answer: done.extend({ to: z.string() }),
})
