import { plannedSettings } from '../contract.ts'
import type { Run } from '../../screens/run-state.ts'

/** The settings a preview was made with, a sentence each; empty when it was made with those in force. */
export const settingsSentences = (settings: Run['settings']): string[] => {
  const read = plannedSettings.safeParse(settings ?? {})
  if (!read.success) return []
  const { contacts, accountManagers, whenOff, unmatched, sharedAccounts, relatedContacts, identifier } =
    read.data
  return [
    said(contacts, 'Contacts come from Salesforce.', 'Contacts come from the billing tool again.'),
    said(accountManagers, 'Account managers come from Salesforce.', managersOff(whenOff)),
    unmatched === undefined
      ? ''
      : unmatched === 'keep_billing'
        ? 'Customers without a match keep their billing contacts.'
        : 'Customers without a match have no contacts.',
    said(
      sharedAccounts,
      'Several customers may share one Salesforce account.',
      'No two customers may share one Salesforce account.',
    ),
    said(
      relatedContacts,
      'People related to several accounts count at each of them.',
      'People count only at the account they belong to.',
    ),
    identifier === undefined ? '' : 'Another field says which Salesforce account a customer is.',
  ].filter((sentence) => sentence !== '')
}

const said = (value: boolean | undefined, yes: string, no: string): string =>
  value === undefined ? '' : value ? yes : no

const managersOff = (whenOff: 'keep' | 'clear' | undefined): string =>
  whenOff === 'clear'
    ? 'Account managers are chosen by hand again, and those from Salesforce are cleared.'
    : 'Account managers are chosen by hand again, and those from Salesforce stay.'
