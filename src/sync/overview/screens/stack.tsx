import { Bar, BarChart, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import type { Answer } from '../../../base/endpoint.ts'
import { matchStates } from '../../../customers/screens/match-state.ts'
import type { MatchState } from '../../../customers/screens/match-state.ts'
import type { getOverview } from '../contract.ts'
import { toneColors } from './tone-colors.ts'

type Overview = Answer<typeof getOverview>

interface StackProps extends Pick<Overview, 'customers' | 'matches'> {
  readonly height: number
  readonly states: readonly MatchState[]
}

/** One bar, a piece for each state, set apart by gaps so that colours need not tell. */
export const Stack = ({ height, customers, matches, states }: StackProps) => (
  <ResponsiveContainer width="100%" height={height}>
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
          barSize={height}
          isAnimationActive={false}
          fill={toneColors[matchStates[state].tone]}
          stroke="var(--cw-box)"
          strokeWidth={2}
        />
      ))}
    </BarChart>
  </ResponsiveContainer>
)
