import type { Explanation } from '../../base/errors.ts'
import type { StateChange } from '../../connections/connections.ts'
import { registry } from '../../connectors/registry.ts'
import type { Message } from './message.ts'
import type { Week } from './parts.ts'

/** The sentences of every alert. */

type Tool = StateChange['tool']

const titleOf = (tool: Tool): string => registry.find(({ name }) => name === tool)?.title ?? tool

const number = (value: number): string => value.toLocaleString('en')
const counted = (value: number, one: string, many = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : many}`

/** An instant for people in many zones: "Mon 2 Mar 2026, 14:05 UTC". */
const instant = (at: Date): string =>
  `${new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  }).format(at)} UTC`

const explained = ({ what, means, who, how }: Explanation): Pick<Message, 'lines' | 'who' | 'how'> => ({
  lines: [what, ...(means ? [means] : [])],
  ...(who && { who }),
  ...(how && { how }),
})

const unexplained: Explanation = {
  code: 'unexplained',
  what: 'No reason was given.',
  means: 'Your customers are as they were.',
}

/** A source shut the door: `signIn` when only signing in again opens it. */
export const shutOut = (
  tool: Tool,
  accountName: string,
  signIn: boolean,
  problem: Explanation | null,
): Message => ({
  title: signIn ? `${titleOf(tool)} needs somebody to sign in again` : `${titleOf(tool)} does not let us in`,
  ...explained(problem ?? unexplained),
  ...(accountName && { figures: [['Connection', accountName]] as const }),
  ...connectionPage(tool),
})

export const letIn = (tool: Tool, accountName: string): Message => ({
  title: `${titleOf(tool)} can be read again`,
  lines: ['The next sync brings your customers up to date. There is nothing to do.'],
  ...(accountName && { figures: [['Connection', accountName]] as const }),
  ...connectionPage(tool),
})

const connectionPage = (tool: Tool): Pick<Message, 'path' | 'open'> =>
  tool === 'salesforce'
    ? { path: '/settings/crm', open: 'Open the CRM page' }
    : { path: '/settings/billing', open: 'Open the billing page' }

const runPage = (runId: string): Pick<Message, 'path' | 'open'> => ({
  path: `/activity/${runId}`,
  open: 'Open the sync',
})

export const failedTwice = (runId: string, problem: Explanation | null): Message => ({
  title: 'Two syncs in a row have failed',
  ...explained(problem ?? unexplained),
  ...runPage(runId),
})

export const worksAgain = (runId: string, whole: boolean): Message => ({
  title: 'Syncs work again',
  lines: [
    whole
      ? 'The last sync went through, and your customers are up to date. There is nothing to do.'
      : 'The last sync went through in part: what it could read is up to date. Its page says what is missing.',
  ],
  ...runPage(runId),
})

/** `reasons`: why it is held, a sentence each. */
export const held = (runId: string, reasons: readonly string[]): Message => ({
  title: 'A sync waits for your decision',
  lines: [
    ...(reasons.length > 0 ? reasons : ['A sync would change more than the limits under Safety allow.']),
    'Nothing was changed. Your customers stay as they are until somebody decides, or a later sync takes its place.',
  ],
  who: 'An owner or admin of this workspace',
  how: 'Look at what it would change, then approve or discard it.',
  ...runPage(runId),
})

export const noLongerHeld: Message = {
  title: 'No sync waits for a decision any more',
  lines: ['What was held has been approved, discarded, or replaced by a later sync. There is nothing to do.'],
  path: '/activity',
  open: 'Open Activity',
}

export const outOfBudget = (runId: string, problem: Explanation | null, resumeAt: Date | null): Message => ({
  title: 'A sync stopped to save Salesforce calls',
  ...explained(problem ?? unexplained),
  ...(resumeAt && { figures: [['Goes on by itself', instant(resumeAt)]] as const }),
  ...runPage(runId),
})

export const budgetAgain = (runId: string): Message => ({
  title: 'Salesforce calls are free again',
  lines: ['Salesforce has been read again. There is nothing to do.'],
  ...runPage(runId),
})

export const manyProblems = (open: number, limit: number): Message => ({
  title: `${counted(open, 'problem')} ${open === 1 ? 'is' : 'are'} open`,
  lines: [
    `That is more than the ${number(limit)} you chose as the limit.`,
    'Customers with a problem may have no contacts or account manager, or the wrong ones.',
  ],
  how: 'Begin with the kind that has the most.',
  path: '/problems',
  open: 'Open the problems',
})

export const fewProblems = (open: number, limit: number): Message => ({
  title: `Open problems are down to ${number(open)}`,
  lines: [`That is no more than the ${number(limit)} you chose as the limit. There is nothing to do.`],
  path: '/problems',
  open: 'Open the problems',
})

export const weekly = (week: Week, openProblems: number): Message => {
  const changes = week.customers + week.contacts + week.accountManagers
  return {
    title: `Your week in Crosswalk: ${counted(week.runs, 'sync', 'syncs')}, ${counted(changes, 'change')}`,
    lines: [weekInWords(week)],
    figures: [
      ['Syncs', counted(week.runs, 'sync', 'syncs')],
      ['Changes of customers', number(week.customers)],
      ['Changes of contacts', number(week.contacts)],
      ['Changes of account managers', number(week.accountManagers)],
      ['Matched with Salesforce', `${number(week.matched)} of ${counted(week.allCustomers, 'customer')}`],
      ['Open problems', number(openProblems)],
      ['Next sync', week.nextAt ? instant(week.nextAt) : 'None is due'],
    ],
    path: '/',
    open: 'Open the overview',
  }
}

const weekInWords = ({ runs, failed, unfinished }: Week): string => {
  if (runs === 0) return 'There was no sync in the last seven days.'
  const bad = [
    ...(failed > 0 ? [`${number(failed)} failed`] : []),
    ...(unfinished > 0 ? [`${number(unfinished)} did not finish or waited for a decision`] : []),
  ]
  return bad.length === 0
    ? 'Every sync of the last seven days went through.'
    : `Of the syncs of the last seven days ${bad.join(' and ')}.`
}

export const webhookDisabled = (shown: string, because: string): Message => ({
  title: 'A webhook was switched off',
  lines: [because, 'The system behind it is no longer told of alerts. Your customers are not concerned.'],
  figures: [['Webhook', shown]],
  who: 'An owner or admin of this workspace, with whoever runs that system',
  how: 'Mend the system, send it a test, then switch the webhook on again.',
  path: '/settings/alerts',
  open: 'Open Alerts',
})

export const trial = (by: string): Message => ({
  title: 'A test from Crosswalk',
  lines: [`${by} asked for this test. Alerts will arrive like this one.`],
  path: '/settings/alerts',
  open: 'Open Alerts',
})
