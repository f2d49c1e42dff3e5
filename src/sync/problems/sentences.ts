import type * as z from 'zod'
import type { Explanation } from '../../base/errors.ts'
import { skippedReason } from '../../customers/customers.ts'
import { matchRemedy, matchSentence, type MatchState } from '../../match/sentences.ts'
import type { problemKind } from './contract.ts'
import type { ProblemDetail } from './facts.ts'

export type ProblemKind = z.output<typeof problemKind>

/** What the sentences need to know beside the problem. */
export interface Telling {
  readonly kind: ProblemKind
  readonly subject: string
  readonly detail: ProblemDetail
  /** Label of the customer field that holds the shared identifier. */
  readonly field: string
  /** The Account field its values are looked up in. */
  readonly accountField: string
  /** The billing tool, as people call it. */
  readonly tool: string
  /** What a customer without a match shows. */
  readonly unmatched: 'keep_billing' | 'leave_empty'
  /** Salesforce feeds contacts. */
  readonly contacts: boolean
}

/** The four sentences of a problem. */
export type Told = Required<Pick<Explanation, 'what' | 'means' | 'who' | 'how'>>

/** What happened, what it means, who can fix it and how, in words for a finance person. */
export const tell = (about: Telling): Told => {
  const { kind } = about
  if (kind in matchHows) return tellMatch(about, kind as MatchKind)
  if (kind in sourceFallbacks) return tellSource(about.detail.problem, sourceFallbacks[kind as SourceKind])
  return others[kind as OtherKind](about)
}

type MatchKind =
  'no_value' | 'malformed' | 'not_found' | 'deleted' | 'merged' | 'ambiguous' | 'shared_account'
type SourceKind = 'sign_in' | 'run_held' | 'budget' | 'run_failed' | 'fields_hidden' | 'rows_hidden'
type OtherKind = Exclude<ProblemKind, MatchKind | SourceKind>

const tellMatch = (about: Telling, kind: MatchKind): Told => {
  const { detail, field } = about
  const shared = kind === 'shared_account'
  const state: MatchState = shared ? 'ambiguous' : kind
  return {
    what: matchSentence(
      {
        state,
        reason: shared ? 'shared' : (detail.reason ?? null),
        accounts: detail.candidates?.length ?? 0,
      },
      field,
    ),
    means: kind === 'merged' ? mergedMeans : unmatchedMeans(about),
    who: kind === 'shared_account' || kind === 'ambiguous' ? bothSides(about) : billingSide(about),
    how: matchHows[kind](about),
  }
}

const mergedMeans =
  'Contacts and account manager come from the account it was merged into. Salesforce forgets the old id one day.'

const unmatchedMeans = ({ contacts, unmatched }: Telling): string => {
  if (!contacts) return 'It gets no account manager from Salesforce.'
  return unmatched === 'keep_billing'
    ? 'It keeps the contacts of the billing tool and gets no account manager from Salesforce.'
    : 'It shows no contacts and gets no account manager from Salesforce.'
}

const billingSide = ({ tool }: Telling): string => `Whoever keeps customers in ${tool}`
const bothSides = ({ tool }: Telling): string =>
  `Whoever keeps customers in ${tool}, or accounts in Salesforce`
const salesSide = 'Whoever keeps accounts and contacts in Salesforce'

const named = ({ detail }: Telling): string => (detail.value ? ` “${detail.value}”` : '')

const matchHows: Readonly<Record<MatchKind, (about: Telling) => string>> = {
  no_value: ({ field, tool, accountField }) =>
    `Open the account in Salesforce, copy its ${accountField === 'Id' ? 'id' : accountField}, and put it into “${field}” in ${tool}.`,
  malformed: (about) =>
    `Correct the value${named(about)} in “${about.field}” in ${about.tool}. Copy it from the account in Salesforce.`,
  not_found: (about) =>
    `Look whether the value${named(about)} in “${about.field}” in ${about.tool} is the right one. If it is, the connected user may not see the account in Salesforce.`,
  deleted: (about) =>
    `Put the account that is in use now into “${about.field}” in ${about.tool}, or restore the account in Salesforce.`,
  merged: (about) =>
    matchRemedy({
      state: 'merged',
      field: about.field,
      tool: about.tool,
      account: about.accountField === 'Id' ? (about.detail.account ?? null) : null,
    }) ?? '',
  ambiguous: (about) =>
    `Give the value${named(about)} to one account only in Salesforce, or choose a field under Settings → CRM that is different for every account.`,
  shared_account: ({ field, tool }) =>
    `Correct “${field}” of the customer that is wrong in ${tool}, or allow several customers on one account under Settings → CRM.`,
}

const sourceFallbacks: Readonly<Record<SourceKind, Told>> = {
  sign_in: {
    what: 'Crosswalk cannot reach this source any more.',
    means: 'Nothing new is read from it. Your customers stay as they were.',
    who: 'A Crosswalk admin',
    how: 'Connect it anew.',
  },
  run_held: {
    what: 'A run waits for a decision.',
    means: 'It would change unusually much, so nothing was changed. Your customers are as they were.',
    who: 'A Crosswalk admin',
    how: 'Look at what it would change, then apply or discard it.',
  },
  budget: {
    what: 'The last read ran out of Salesforce API calls.',
    means: 'Your customers stay as they were until the read is finished.',
    who: 'A Crosswalk admin',
    how: 'It goes on by itself when calls are free again. To let it use more, raise the share under Settings → CRM → API calls.',
  },
  run_failed: {
    what: 'The last run did not read everything.',
    means: 'What could not be read stays as it was.',
    who: 'A Crosswalk admin',
    how: 'Synchronize again. If it fails again, look at the run.',
  },
  fields_hidden: {
    what: 'Salesforce does not show Crosswalk a field.',
    means: 'What it held stays as it was read last.',
    who: 'A Salesforce admin',
    how: 'Give the connected user the permission to read it.',
  },
  rows_hidden: {
    what: 'Salesforce does not show Crosswalk all records.',
    means: 'Some people or accounts may be missing here.',
    who: 'A Salesforce admin',
    how: 'Give the connected user the permission to see all records.',
  },
}

const tellSource = (said: Explanation | null | undefined, otherwise: Told): Told => ({
  what: said?.what ?? otherwise.what,
  means: said?.means ?? otherwise.means,
  who: said?.who ?? otherwise.who,
  how: said?.how ?? otherwise.how,
})

const flags: Readonly<Record<NonNullable<ProblemDetail['flag']>, { what: string; how: string }>> = {
  inactive: {
    what: 'is no longer active in Salesforce and still owns accounts',
    how: 'Give these accounts to another owner in Salesforce.',
  },
  frozen: {
    what: 'is frozen in Salesforce and still owns accounts',
    how: 'Unfreeze the user in Salesforce, or give these accounts to another owner.',
  },
  hidden: {
    what: 'owns accounts, and Salesforce does not show who it is or at which address',
    how: 'Let the connected user see this user in Salesforce, or give these accounts to another owner.',
  },
}

const others: Readonly<Record<OtherKind, (about: Telling) => Told>> = {
  no_contact: ({ detail, tool, contacts, unmatched }) => {
    const salesforce = contacts && (detail.account != null || unmatched === 'leave_empty')
    return {
      what: 'This customer has no contact that could be written to.',
      means: 'No reminder can be sent to it.',
      who: salesforce ? salesSide : `Whoever keeps customers in ${tool}`,
      how: salesforce
        ? detail.account != null
          ? 'Add a contact with an e-mail address to the account in Salesforce.'
          : 'Mend the match with Salesforce, or let unmatched customers keep their billing contacts under Settings → CRM.'
        : `Add an e-mail address to the customer in ${tool}.`,
    }
  },
  main_contact_gone: ({ subject, detail }) => ({
    what: `${subject} was chosen as the main contact and is not among the contacts any more.`,
    means: detail.now
      ? `${detail.now} is the main contact meanwhile, as the rule says.`
      : 'This customer has no contact now.',
    who: 'You, or a colleague in finance',
    how: 'Choose another main contact on the customer’s page. If the old one returns at the source, the choice is in force again.',
  }),
  contact_skipped: ({ subject, detail, tool }) => ({
    what: `${subject} is left out. ${skippedReason(detail.email ?? null)}`,
    means: 'No reminder goes to this person.',
    who: detail.source === 'salesforce' ? salesSide : `Whoever keeps customers in ${tool}`,
    how: `Enter an address that works in ${detail.source === 'salesforce' ? 'Salesforce' : tool}.`,
  }),
  owner_inactive: ({ subject, detail }) => ({
    what: `${subject} ${flags[detail.flag ?? 'inactive'].what}.`,
    means: `${detail.customers === 1 ? 'One customer has' : `${(detail.customers ?? 0).toLocaleString('en')} customers have`} an account manager who may not look after them.`,
    who: salesSide,
    how: flags[detail.flag ?? 'inactive'].how,
  }),
  no_account_manager: ({ detail }) => ({
    what: 'This customer has no account manager.',
    means: 'Nobody in sales is named for it.',
    who: detail.account == null ? 'You, or a colleague in finance' : salesSide,
    how:
      detail.account == null
        ? 'Mend the match with Salesforce, or assign somebody on the customer’s page.'
        : 'Give the account a person as its owner in Salesforce, or assign somebody on the customer’s page.',
  }),
}
