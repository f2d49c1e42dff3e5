import type { Answer } from '../../../base/endpoint.ts'
import type { getSafety } from '../contract.ts'

export type SafetyLimits = Answer<typeof getSafety>
export type LimitName = keyof SafetyLimits

/** One brake that has a limit, in words. */
export interface LimitWords {
  readonly name: LimitName
  readonly label: string
  /** What is measured, in a sentence. */
  readonly sentence: string
  /** What the number counts. */
  readonly unit: 'percent' | 'customers'
  /** What it is when it is switched on again. */
  readonly usual: number
}

/** In the order they are read. */
export const limits: readonly LimitWords[] = [
  {
    name: 'contactsFall',
    label: 'Contacts fall',
    sentence: 'Contacts would fall by more than this share.',
    unit: 'percent',
    usual: 20,
  },
  {
    name: 'lastContact',
    label: 'Customers lose their last contact',
    sentence: 'More customers than this would have no contact, so that reminders reach nobody there.',
    unit: 'customers',
    usual: 0,
  },
  {
    name: 'managersChange',
    label: 'Account managers change',
    sentence: 'More than this share of all customers would get another account manager, or none.',
    unit: 'percent',
    usual: 20,
  },
  {
    name: 'oneInherits',
    label: 'One person takes over many customers',
    sentence: 'One account manager would take over more than this share of all customers.',
    unit: 'percent',
    usual: 33,
  },
  {
    name: 'matchesFall',
    label: 'Matches fall',
    sentence: 'More than this share of the customers found in Salesforce would not be found there any more.',
    unit: 'percent',
    usual: 10,
  },
]
export const limitNames: readonly LimitName[] = limits.map(({ name }) => name)

/** No number field has been left without a number. */
export const emptied: Readonly<Record<LimitName, boolean>> = {
  contactsFall: false,
  lastContact: false,
  managersChange: false,
  oneInherits: false,
  matchesFall: false,
}
