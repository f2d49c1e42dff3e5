import type { Answer } from '../../base/endpoint.ts'
import { count } from '../../ui/words.ts'
import type { previewSwitches } from '../contract.ts'

export type SwitchNumbers = Answer<typeof previewSwitches>

/** What will happen when contacts come from Salesforce, in sentences with the numbers. */
export const contactSentences = ({ contacts }: SwitchNumbers): string[] => [
  `${count(contacts.arriving, 'Salesforce contact')} ${contacts.arriving === 1 ? 'arrives' : 'arrive'} at ${count(contacts.customers, 'customer')}, and ${count(contacts.leaving, 'billing contact')} ${contacts.leaving === 1 ? 'leaves' : 'leave'}.`,
  ...when(contacts.mainContactsChanging, (many) => `The main contact changes at ${count(many, 'customer')}.`),
  ...when(
    contacts.skipped,
    (many) =>
      `${count(many, 'Salesforce contact')} cannot be used, most often because there is no e-mail address.`,
  ),
  ...when(
    contacts.withoutContact,
    (many) =>
      `${count(many, 'matched customer')} will have no contact, because Salesforce has none that can be used.`,
  ),
]

/** What will happen when account managers come from Salesforce. */
export const managerSentences = ({ accountManagers }: SwitchNumbers): string[] => [
  `${count(accountManagers.assigned, 'customer')} ${accountManagers.assigned === 1 ? 'gets its' : 'get their'} account owner as account manager, ${count(accountManagers.users, 'person', 'people')} in all.`,
  ...when(
    accountManagers.usersCreated,
    (many) => `${count(many, 'user')} will be created. Nobody is invited.`,
  ),
  ...when(
    accountManagers.inactive,
    (many) => `${count(many, 'owner')} ${many === 1 ? 'is' : 'are'} inactive in Salesforce.`,
  ),
  ...when(
    accountManagers.frozen,
    (many) => `${count(many, 'owner')} ${many === 1 ? 'is' : 'are'} frozen in Salesforce.`,
  ),
  ...when(
    accountManagers.hidden,
    (many) =>
      `Salesforce does not show who ${count(many, 'owner')} ${many === 1 ? 'is' : 'are'}, or their e-mail.`,
  ),
]

/** What will happen to contacts when they come from the billing tool again. */
export const contactsOffSentence = ({ contacts }: SwitchNumbers): string =>
  `${count(contacts.leaving, 'Salesforce contact')} ${contacts.leaving === 1 ? 'leaves' : 'leave'}, ${count(contacts.arriving, 'billing contact')} ${contacts.arriving === 1 ? 'returns' : 'return'}.`

/** What customers without a match show while Salesforce is the contact source. */
export const unmatchedSentence = (unmatched: number, choice: 'keep_billing' | 'leave_empty'): string =>
  choice === 'keep_billing'
    ? `${count(unmatched, 'customer')} without a match ${unmatched === 1 ? 'keeps its' : 'keep their'} billing contacts.`
    : `${count(unmatched, 'customer')} without a match ${unmatched === 1 ? 'has' : 'have'} no contacts.`

const when = (value: number, sentence: (value: number) => string): string[] =>
  value > 0 ? [sentence(value)] : []
