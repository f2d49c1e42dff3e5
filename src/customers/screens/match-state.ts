import {
  IconArrowMerge,
  IconCircleCheck,
  IconCircleDashed,
  IconHelpCircle,
  IconPlugOff,
  IconSearchOff,
  IconTrash,
  IconAlertTriangle,
} from '@tabler/icons-react'
import type { Answer } from '../../base/endpoint.ts'
import type { StateWords } from '../../ui/state-badge.tsx'
import type { listCustomers } from '../contract.ts'

export type MatchState = Answer<typeof listCustomers>['customers'][number]['match']

/** Each answer of matching, in words. */
export const matchStates: Readonly<Record<MatchState, StateWords>> = {
  matched: { word: 'Matched', tone: 'good', icon: IconCircleCheck },
  merged: { word: 'Matched, merged', tone: 'warn', icon: IconArrowMerge },
  no_value: { word: 'No value', tone: 'calm', icon: IconCircleDashed },
  malformed: { word: 'Malformed', tone: 'warn', icon: IconAlertTriangle },
  not_found: { word: 'Not found', tone: 'warn', icon: IconSearchOff },
  deleted: { word: 'Deleted', tone: 'warn', icon: IconTrash },
  ambiguous: { word: 'Ambiguous', tone: 'bad', icon: IconHelpCircle },
  not_connected: { word: 'Not connected', tone: 'calm', icon: IconPlugOff },
}

/** In the order a list of them is read. */
export const matchOrder = Object.keys(matchStates) as MatchState[]
