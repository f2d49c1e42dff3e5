import { Bar, BarChart, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import type { Answer } from '../../../base/endpoint.ts'
import { matchOrder, matchStates } from '../../../customers/screens/match-state.ts'
import { count, percent } from '../../../ui/words.ts'
import { MatchNumbers } from '../../screens/match-numbers.tsx'
import type { getOverview } from '../contract.ts'
import { Picture } from './picture.tsx'
import { toneColors } from './tone-colors.ts'

type Overview = Answer<typeof getOverview>

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
      drawing={<Stack matches={matches} states={states} customers={customers} />}
    >
      <MatchNumbers matches={matches} />
    </Picture>
  )
}

interface StackProps extends Pick<Overview, 'customers' | 'matches'> {
  readonly states: readonly (typeof matchOrder)[number][]
}

/** One bar, a piece for each state, set apart by gaps so that colours need not tell. */
const Stack = ({ customers, matches, states }: StackProps) => (
  <ResponsiveContainer width="100%" height={22}>
    <BarChart
      layout="vertical"
      data={[matches]}
      margin={{ top: 0, right: 0, bottom: 0, left: 0 }}
      accessibilityLayer={false}
    >
      <XAxis type="number" domain={[0, customers]} hide />
      <YAxis type="category" hide />
      {states.map((state) => (
        <Bar
          key={state}
          dataKey={state}
          stackId="all"
          barSize={22}
          isAnimationActive={false}
          fill={toneColors[matchStates[state].tone]}
          stroke="var(--cw-box)"
          strokeWidth={2}
        />
      ))}
    </BarChart>
  </ResponsiveContainer>
)
