import { useNavigate } from '@tanstack/react-router'
import { Bar, BarChart, Cell, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { Answer } from '../../../base/endpoint.ts'
import { ago } from '../../../ui/ago.ts'
import { count, duration } from '../../../ui/words.ts'
import { runStates } from '../../screens/run-state.ts'
import type { getOverview } from '../contract.ts'
import { runSigns } from './run-signs.ts'
import { toneColors } from './tone-colors.ts'

type Run = Answer<typeof getOverview>['runs'][number]

interface RunBarsProps {
  readonly runs: readonly Run[]
  readonly of: 'changes' | 'milliseconds'
  readonly height: number
  /** Signs under the bars. */
  readonly signed?: boolean
}

/** A bar for each run; pressing one opens it. */
export const RunBars = ({ runs, of, height, signed = false }: RunBarsProps) => {
  const navigate = useNavigate()
  return (
    <ResponsiveContainer width="100%" height={height}>
      <BarChart
        data={[...runs]}
        margin={{ top: 4, right: 0, bottom: 0, left: 0 }}
        barCategoryGap="18%"
        accessibilityLayer={false}
      >
        <XAxis
          dataKey="id"
          tickFormatter={(id: string) => runSigns[runs.find((run) => run.id === id)?.state ?? 'complete']}
          tickLine={false}
          interval={0}
          height={signed ? 20 : 2}
          tick={signed ? { fill: 'var(--cw-quiet)', fontSize: 12 } : false}
          axisLine={{ stroke: 'var(--cw-line)' }}
        />
        <YAxis hide scale="sqrt" domain={[0, 'dataMax']} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--cw-hover)' }}
          content={({ payload }) => <Hint run={payload[0]?.payload as Run | undefined} />}
        />
        <Bar
          dataKey={of}
          minPointSize={2}
          maxBarSize={34}
          radius={[2, 2, 0, 0]}
          isAnimationActive={false}
          onClick={(bar) =>
            void navigate({ to: '/activity/$id', params: { id: (bar.payload as unknown as Run).id } })
          }
        >
          {runs.map(({ id, state, applied }) => (
            <Cell
              key={id}
              fill={toneColors[runStates[state].tone]}
              // What was only planned is pale.
              fillOpacity={of === 'changes' && !applied ? 0.35 : 1}
            />
          ))}
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  )
}

const Hint = ({ run }: { readonly run: Run | undefined }) =>
  run && (
    <div className="cw-timeline-hint">
      <strong>{run.reason}</strong>
      <br />
      {runStates[run.state].word}, {ago(new Date(run.startedAt), new Date())}
      <br />
      {count(run.changes, 'change')}
      {!run.applied && run.changes > 0 && ', not carried out'} in {duration(run.milliseconds)}
    </div>
  )
