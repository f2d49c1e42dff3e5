import { useNavigate } from '@tanstack/react-router'
import { Bar, BarChart, Cell, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { Answer } from '../../../base/endpoint.ts'
import { ago } from '../../../ui/ago.ts'
import { PageLink } from '../../../ui/links.tsx'
import { count, duration } from '../../../ui/words.ts'
import { runStates } from '../../screens/run-state.ts'
import type { getOverview } from '../contract.ts'
import { Picture } from './picture.tsx'
import { RunTable } from './run-table.tsx'
import { toneColors } from './tone-colors.ts'

type Run = Answer<typeof getOverview>['runs'][number]

/** What stands under a bar whose run did not just complete, so that its colour need not tell. */
const signs: Readonly<Record<Run['state'], string>> = {
  queued: '',
  running: '',
  complete: '',
  partial: '½',
  held: '‖',
  stopped: '■',
  failed: '✕',
}

/** The last runs, oldest first: how much each changed, how long it took, how it ended. */
export const RunTimeline = ({ runs }: { readonly runs: readonly Run[] }) => {
  const states = [...new Set(runs.map(({ state }) => state))].filter((state) => signs[state] !== '')
  return (
    <Picture
      title="Runs"
      lead={`The last ${runs.length === 1 ? 'run' : `${runs.length} runs`}, oldest first.`}
      actions={
        <PageLink to="/activity" size="sm">
          All activity
        </PageLink>
      }
      says={sentenceOf(runs)}
      drawing={
        <div className="cw-timeline">
          <Series runs={runs} name="Changes" of="changes" height={104} />
          <Series runs={runs} name="Time taken" of="milliseconds" height={76} signed />
          <p className="cw-timeline-signs">
            {states.map((state) => (
              <span key={state}>
                {signs[state]} {runStates[state].word}
              </span>
            ))}
            <span>A bar four times as large is drawn twice as high.</span>
          </p>
        </div>
      }
    >
      <details className="cw-as-table">
        <summary>As a table</summary>
        <RunTable runs={runs.toReversed()} />
      </details>
    </Picture>
  )
}

const sentenceOf = (runs: readonly Run[]): string => {
  const changes = runs.reduce((sum, run) => sum + (run.applied ? run.changes : 0), 0)
  const well = runs.filter(({ state }) => state === 'complete').length
  return `${count(runs.length, 'run')}, ${well} complete, ${count(changes, 'change')} in all. The table below has each.`
}

interface SeriesProps {
  readonly runs: readonly Run[]
  readonly name: string
  readonly of: 'changes' | 'milliseconds'
  readonly height: number
  /** Signs under the bars. */
  readonly signed?: boolean
}

const Series = ({ runs, name, of, height, signed = false }: SeriesProps) => {
  const navigate = useNavigate()
  return (
    <>
      <span className="cw-timeline-name">{name}</span>
      <ResponsiveContainer width="100%" height={height}>
        <BarChart
          data={[...runs]}
          margin={{ top: 4, right: 0, bottom: 0, left: 0 }}
          barCategoryGap="18%"
          accessibilityLayer={false}
        >
          <XAxis
            dataKey="id"
            tickFormatter={(id: string) => signs[runs.find((run) => run.id === id)?.state ?? 'complete']}
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
    </>
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
