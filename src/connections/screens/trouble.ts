import {
  IconApiOff,
  IconAppsOff,
  IconArrowsExchange,
  IconBuilding,
  IconCircleCheck,
  IconForbid2,
  IconHandStop,
  IconKeyOff,
  IconLockAccess,
  IconPlugConnectedX,
  IconShieldX,
  IconUserCog,
  IconUserX,
  IconWorldX,
} from '@tabler/icons-react'
import type { Icon } from '@tabler/icons-react'
import type { StateWords } from '../../ui/state-badge.tsx'

/** What kind of trouble a connection is in: a few words over the sentences, and a picture. */
export interface Trouble {
  readonly title: string
  readonly icon: Icon
}

type State = 'connected' | 'blocked' | 'sign_in_needed'

const signIn: Trouble = { title: 'Sign-in needed', icon: IconPlugConnectedX }
const blocked: Trouble = { title: 'Blocked in Salesforce', icon: IconHandStop }
const app: Trouble = { title: 'App not found in Salesforce', icon: IconAppsOff }
const appUser: Trouble = { title: 'App not allowed for this user', icon: IconForbid2 }
const permission: Trouble = { title: 'Too few permissions', icon: IconLockAccess }
const flow: Trouble = { title: 'Way of connecting switched off', icon: IconForbid2 }
const distrust: Trouble = { title: 'Answer not trusted', icon: IconShieldX }

const kinds: Readonly<Record<string, Trouble>> = {
  api_not_for_user: { title: 'API off for this user', icon: IconApiOff },
  api_not_in_edition: { title: 'API off for the organization', icon: IconApiOff },
  app_blocked: { title: 'App blocked', icon: IconForbid2 },
  app_missing: app,
  app_not_allowed: appUser,
  app_not_approved: appUser,
  app_not_found: app,
  approval_failed: app,
  client_id_unknown: app,
  client_secret_wrong: { title: 'Secret no longer valid', icon: IconKeyOff },
  domain_not_supported: flow,
  flow_disabled: flow,
  flow_not_supported: flow,
  grant_expired: { title: 'Access ended', icon: IconPlugConnectedX },
  instance_foreign: distrust,
  ip_restricted: { title: 'Internet address not allowed', icon: IconWorldX },
  no_run_as_user: { title: 'No user to run as', icon: IconUserCog },
  org_inactive: { title: 'Organization closed', icon: IconBuilding },
  other_org: { title: 'Another organization', icon: IconArrowsExchange },
  refresh_lost: { title: 'Access lost on the way', icon: IconPlugConnectedX },
  scope_missing: permission,
  scope_refused: permission,
  sealing_key_changed: { title: 'Sealing key changed', icon: IconKeyOff },
  session_locked: { title: 'Sessions locked to an address', icon: IconWorldX },
  session_not_for_rest: permission,
  signature_wrong: distrust,
  user_inactive: { title: 'Salesforce user deactivated', icon: IconUserX },
}

/** The words and the picture for why a connection stopped; null for a trouble that does not stop it. */
export const troubleOf = (state: State, code: string): Trouble | null => {
  if (state === 'connected') return null
  const known = Object.hasOwn(kinds, code) ? kinds[code] : undefined
  return known ?? (state === 'blocked' ? blocked : signIn)
}

/** How a connection stands, as a badge. */
export const standingOf = (state: State): StateWords => {
  if (state === 'connected') return { word: 'Connected', tone: 'good', icon: IconCircleCheck }
  if (state === 'blocked') return { word: blocked.title, tone: 'warn', icon: blocked.icon }
  return { word: signIn.title, tone: 'bad', icon: signIn.icon }
}
