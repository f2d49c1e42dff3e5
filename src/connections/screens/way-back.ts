import type { Problem } from '../../ui/problem.tsx'

/** How coming back from Salesforce can end, by the code in the address. */
export type WayBack =
  | 'denied'
  | 'wrong_state'
  | 'expired_code'
  | 'replayed_code'
  | 'lost_session'
  | 'other_workspace'
  | 'other_org'
  | 'refused'
  | 'unreachable'
  | 'not_admin'
  | 'missing_scope'
  | 'app_problem'

/** What a person reads, and does. */
interface Sentences {
  readonly what: string
  readonly means?: string
  readonly who?: string
  readonly how: string
}

const unchanged = 'Nothing was connected and nothing has changed.'

const wayBacks: Readonly<Record<WayBack, Sentences>> = {
  denied: {
    what: 'Access was denied on the Salesforce page.',
    means: unchanged,
    how: 'If that was a slip, try again and choose Allow.',
  },
  wrong_state: {
    what: 'The answer from Salesforce does not belong to a connection you began here.',
    means: `To be safe we did not use it. ${unchanged}`,
    how: 'Try again from this page, in this browser.',
  },
  expired_code: {
    what: 'The permission from Salesforce ran out before we could use it.',
    means: unchanged,
    how: 'It is good for a few minutes only. Try again and go straight through.',
  },
  replayed_code: {
    what: 'This permission from Salesforce was used before.',
    means: 'That happens when the page is reloaded or opened twice. Nothing has changed.',
    how: 'Look below whether Salesforce is already connected. If not, try again.',
  },
  lost_session: {
    what: 'Your browser no longer knew the connection you began.',
    means: unchanged,
    how: 'You may have signed out, or begun in another browser. Try again here.',
  },
  other_workspace: {
    what: 'The connection was begun in another workspace.',
    means: unchanged,
    how: 'Sign in to that workspace, or try again here.',
  },
  other_org: {
    what: 'This is another Salesforce organization than the one connected before.',
    means: 'Nothing has changed. Another organization would replace every contact.',
    who: 'An owner or admin of this workspace',
    how: 'Connect to the earlier organization, or disconnect it first if you really want the other one.',
  },
  refused: {
    what: 'Salesforce did not accept the connection.',
    means: unchanged,
    how: 'Try again. If it stays, check the consumer key and secret of your app.',
  },
  unreachable: {
    what: 'We could not reach Salesforce.',
    means: unchanged,
    how: 'Check the domain and the network of the machine Crosswalk runs on, then try again.',
  },
  not_admin: {
    what: 'Only owners and admins may connect Salesforce.',
    means: unchanged,
    who: 'An owner or admin of this workspace',
    how: 'Ask one of them to connect.',
  },
  missing_scope: {
    what: 'The app in Salesforce does not give enough rights.',
    means: unchanged,
    who: 'A Salesforce administrator',
    how: 'Add the scopes api, refresh_token and id to the app, wait 10 minutes, and try again.',
  },
  app_problem: {
    what: 'Salesforce does not accept the app.',
    means: unchanged,
    who: 'A Salesforce administrator',
    how: 'Check the consumer key, the secret and the callback URL. A new app needs up to 10 minutes.',
  },
}

/** Where the other side gave the reason, so that its own words say more than ours. */
const theirs: ReadonlySet<string> = new Set([
  'refused',
  'unreachable',
  'missing_scope',
  'app_problem',
  'other_org',
])

/** The words for a code: those of the other side where it gave a reason, else ours. An unknown code reads as a refusal. */
export const wayBackProblem = (code: string, told: Problem | null = null): Problem => {
  const known = isWayBack(code) ? code : 'refused'
  return told && theirs.has(known) ? told : { code, ...wayBacks[known] }
}

const isWayBack = (code: string): code is WayBack => Object.hasOwn(wayBacks, code)
