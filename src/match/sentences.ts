import type { KeyProblem } from './keys.ts'

/** The answer for one customer. `merged` is followed to the surviving account. */
export type MatchState =
  'matched' | 'merged' | 'no_value' | 'malformed' | 'not_found' | 'deleted' | 'ambiguous'

/** Why a value is malformed, in words for a finance person. */
export const problemSentence: Readonly<Record<KeyProblem, string>> = {
  not_an_id: 'This is not a Salesforce id.',
  wrong_length: 'A Salesforce id has 15 or 18 characters; this one has another length.',
  check_characters: 'The last three characters do not fit the rest: a character was probably mistyped.',
  other_object: 'This is the id of another kind of Salesforce record, not of an account.',
  several_ids: 'The address holds several account ids.',
  not_a_number: 'The Salesforce field is a number and this is not one.',
}

/**
 * What a person should change in the billing tool about a customer whose account was found all the same, or null.
 * `account` is the id to be written there; null when another field than the id is the identifier.
 */
export const matchRemedy = (about: {
  readonly state: MatchState | 'not_connected'
  readonly field: string
  readonly tool: string
  readonly account: string | null
}): string | null => {
  if (about.state !== 'merged') return null
  const value = about.account ?? 'the value of the account above'
  return `Put ${value} into “${about.field}” in ${about.tool}: what stands there belongs to an account that no longer exists.`
}

/** What a person reads about the match of one customer. `field` is the label of the customer field. */
export const matchSentence = (
  match: {
    readonly state: MatchState | 'not_connected'
    readonly reason: string | null
    readonly accounts: number
  },
  field: string,
): string => {
  switch (match.state) {
    case 'matched':
      return match.reason === 'person_contact'
        ? 'Found in Salesforce: the value is the id of the contact behind a person account.'
        : 'Found in Salesforce.'
    case 'merged':
      return 'The account this customer names was merged into another one in Salesforce, which is used instead.'
    case 'no_value':
      return `This customer has no value in “${field}”, so we cannot look for its account.`
    case 'malformed':
      return problemSentence[match.reason as KeyProblem] ?? `The value in “${field}” cannot be used.`
    case 'not_found':
      return 'We could not find this account in Salesforce.'
    case 'deleted':
      return 'The account this customer names was deleted in Salesforce.'
    case 'ambiguous':
      return match.reason === 'shared'
        ? 'Another customer names the same account, and your settings allow only one.'
        : `${match.accounts} accounts in Salesforce carry this value, so we do not guess.`
    case 'not_connected':
      return 'Salesforce is not set up yet.'
  }
}
