import type { Answer } from '../../../base/endpoint.ts'
import { PageLink } from '../../../ui/links.tsx'
import { count } from '../../../ui/words.ts'
import { runStates } from '../../screens/run-state.ts'
import type { getOverview } from '../contract.ts'
import { drawn } from './drawn.tsx'
import { Picture } from './picture.tsx'
import { runSigns as signs } from './run-signs.ts'
import { RunTable } from './run-table.tsx'

type Run = Answer<typeof getOverview>['runs'][number]

const RunBars = drawn(async () => (await import('./run-bars.tsx')).RunBars)

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
          <span className="cw-timeline-name">Changes</span>
          <RunBars runs={runs} of="changes" height={104} />
          <span className="cw-timeline-name">Time taken</span>
          <RunBars runs={runs} of="milliseconds" height={76} signed />
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
