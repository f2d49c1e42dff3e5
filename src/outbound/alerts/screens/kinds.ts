import type { Answer } from '../../../base/endpoint.ts'
import type { getNotifications } from '../contract.ts'

/** A kind of alert as the API names it. */
export type Kind = Answer<typeof getNotifications>['kinds'][number]

/** Each kind with what it tells, in the order of how soon somebody should know. */
export const kinds: readonly { readonly kind: Kind; readonly label: string; readonly sentence: string }[] = [
  {
    kind: 'sign_in_needed',
    label: 'Sign-in needed',
    sentence: 'Salesforce or the billing tool no longer lets Crosswalk in.',
  },
  { kind: 'run_failed_twice', label: 'Sync failed twice', sentence: 'Two syncs in a row have failed.' },
  {
    kind: 'held',
    label: 'Sync held',
    sentence: 'A sync would change more than you allow, and waits for a decision.',
  },
  {
    kind: 'stopped_for_budget',
    label: 'Stopped to save calls',
    sentence: 'A sync stopped because the Salesforce calls of the day are used up.',
  },
  {
    kind: 'problems_above',
    label: 'Many open problems',
    sentence: 'More problems are open than the number chosen under Settings → Alerts.',
  },
  {
    kind: 'weekly_summary',
    label: 'Weekly summary',
    sentence: 'Once a week: syncs, changes, matches, open problems, and when the next sync is due.',
  },
]

const others: Readonly<Record<string, string>> = { webhook_disabled: 'Webhook switched off', test: 'Test' }

/** A kind in words. */
export const kindLabel = (kind: string): string =>
  kinds.find((one) => one.kind === kind)?.label ?? others[kind] ?? kind

/** The list with one more or one less, in the order shown. */
export const withKind = (chosen: readonly Kind[], kind: Kind, on: boolean): Kind[] =>
  kinds.map((one) => one.kind).filter((one) => (one === kind ? on : chosen.includes(one)))
