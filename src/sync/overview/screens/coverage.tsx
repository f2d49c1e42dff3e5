import type { Answer } from '../../../base/endpoint.ts'
import { matchOrder, matchStates } from '../../../customers/screens/match-state.ts'
import { count, percent } from '../../../ui/words.ts'
import { MatchNumbers } from '../../screens/match-numbers.tsx'
import type { getOverview } from '../contract.ts'
import { drawn } from './drawn.tsx'
import { Picture } from './picture.tsx'

type Overview = Answer<typeof getOverview>

const Stack = drawn(async () => (await import('./stack.tsx')).Stack)

/** How many customers were found in Salesforce, and what became of the rest. */
export const Coverage = ({ customers, matches }: Pick<Overview, 'customers' | 'matches'>) => {
  const found = (matches.matched ?? 0) + (matches.merged ?? 0)
  const states = matchOrder.filter((state) => (matches[state] ?? 0) > 0)
  const says = states.map((state) => `${matchStates[state].word} ${matches[state] ?? 0}`).join(', ')
  return (
    <Picture
      title="Matching"
      lead={`${percent(found, customers)} of ${count(customers, 'customer')} were found in Salesforce.`}
      says={`Customers by match: ${says}.`}
      drawing={<Stack height={22} matches={matches} states={states} customers={customers} />}
    >
      <MatchNumbers matches={matches} />
    </Picture>
  )
}
