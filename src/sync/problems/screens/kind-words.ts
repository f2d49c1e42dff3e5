import {
  IconAlertTriangle,
  IconArrowMerge,
  IconBattery1,
  IconCircleDashed,
  IconEyeOff,
  IconHandStop,
  IconHelpCircle,
  IconLock,
  IconMailOff,
  IconRefreshAlert,
  IconSearchOff,
  IconTableOff,
  IconTrash,
  IconUserMinus,
  IconUserOff,
  IconUserQuestion,
  IconUserX,
  IconUsersGroup,
} from '@tabler/icons-react'
import type { Answer } from '../../../base/endpoint.ts'
import type { StateWords } from '../../../ui/state-badge.tsx'
import type { getProblem } from '../contract.ts'
import { problemKind } from '../contract.ts'

export type Problem = Answer<typeof getProblem>
export type ProblemKind = Problem['kind']

/** A kind of problem in words: what it is, and in one line where it is mended. */
export interface KindWords extends StateWords {
  readonly mend: string
}

const inBilling = 'Mended in the billing tool'
const inSalesforce = 'Mended in Salesforce'
const inSettings = 'Mended by a Crosswalk admin'
const bySalesforceAdmin = 'Mended by a Salesforce admin'

/** Each kind of problem, in words. */
export const kindWords: Readonly<Record<ProblemKind, KindWords>> = {
  sign_in: { word: 'Access lost', tone: 'bad', icon: IconLock, mend: inSettings },
  run_held: { word: 'Waiting for a decision', tone: 'bad', icon: IconHandStop, mend: inSettings },
  budget: { word: 'Out of API calls', tone: 'warn', icon: IconBattery1, mend: 'Goes on by itself' },
  run_failed: { word: 'Read not finished', tone: 'warn', icon: IconRefreshAlert, mend: inSettings },
  fields_hidden: { word: 'Hidden fields', tone: 'warn', icon: IconEyeOff, mend: bySalesforceAdmin },
  rows_hidden: { word: 'Hidden records', tone: 'warn', icon: IconTableOff, mend: bySalesforceAdmin },
  ambiguous: { word: 'Several accounts fit', tone: 'bad', icon: IconHelpCircle, mend: inSalesforce },
  shared_account: { word: 'Account used twice', tone: 'bad', icon: IconUsersGroup, mend: inBilling },
  deleted: { word: 'Account deleted', tone: 'warn', icon: IconTrash, mend: inBilling },
  not_found: { word: 'Account not found', tone: 'warn', icon: IconSearchOff, mend: inBilling },
  malformed: { word: 'Malformed id', tone: 'warn', icon: IconAlertTriangle, mend: inBilling },
  no_value: { word: 'No account id', tone: 'calm', icon: IconCircleDashed, mend: inBilling },
  merged: { word: 'Merged id in billing', tone: 'calm', icon: IconArrowMerge, mend: inBilling },
  no_contact: {
    word: 'Nobody to write to',
    tone: 'warn',
    icon: IconUserQuestion,
    mend: 'Mended at the source',
  },
  main_contact_gone: { word: 'Main contact gone', tone: 'warn', icon: IconUserMinus, mend: 'Mended here' },
  contact_skipped: {
    word: 'Contact left out',
    tone: 'calm',
    icon: IconMailOff,
    mend: 'Mended at the source',
  },
  owner_inactive: { word: 'Owner unavailable', tone: 'warn', icon: IconUserOff, mend: inSalesforce },
  no_account_manager: { word: 'No account manager', tone: 'calm', icon: IconUserX, mend: inSalesforce },
}

/** In the order a list of them is read. */
export const kindOrder = problemKind.options
