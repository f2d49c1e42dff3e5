import { Group } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { Undo } from '../../customers/screens/undo.tsx'
import { Answered } from '../../ui/answered.tsx'
import { CopyId } from '../../ui/copy.tsx'
import { PageLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem.tsx'
import { useAnswer, useRefreshOn } from '../../ui/query.ts'
import { Line, Lines, Section } from '../../ui/section.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { When } from '../../ui/when.tsx'
import { WorkBar } from '../../ui/work.tsx'
import { figure } from '../../ui/words.ts'
import { getRun } from '../contract.ts'
import { ObjectReads } from '../receipts/screens/object-reads.tsx'
import { Verdict } from '../previews/screens/verdict.tsx'
import { UndoLinks } from '../undo/screens/undo-links.tsx'
import { MatchNumbers } from './match-numbers.tsx'
import { RunChanges } from './run-changes.tsx'
import { changeParts, isLive, isPlan, runKinds, runLength, stateOf } from './run-state.ts'
import type { Run as RunAnswer } from './run-state.ts'
import { RunSummary } from './run-summary.tsx'

/** One run: live while it goes on, afterwards its summary and everything it changed. */
export const Run = () => {
  const { id } = useParams({ from: '/activity/$id' })
  const asked = useAnswer(
    getRun,
    { id },
    { every: (run) => (run === undefined || isLive(run) ? 1_000 : false) },
  )
  useRefreshOn(asked.data?.state)
  return (
    <Page
      title={asked.data?.reason ?? 'Run'}
      back={<Back />}
      lead={asked.data && <Lead run={asked.data} />}
      actions={mayUndo(asked.data) && <Undo what="this run" asked={{ runId: id }} />}
    >
      <Answered asked={asked}>{(run) => <Detail run={run} />}</Answered>
    </Page>
  )
}

/** Only what was carried out, and changed something, can be taken back. */
const mayUndo = (run: RunAnswer | undefined): boolean =>
  run?.applied === true && run.counts !== null && changeParts(run.counts).length > 0

const Back = () => (
  <PageLink to="/activity" size="sm" c="dimmed" className="cw-back">
    <IconArrowLeft size={14} aria-hidden /> Activity
  </PageLink>
)

const Lead = ({ run }: { readonly run: RunAnswer }) => (
  <Group gap="xs" component="span">
    <StateBadge state={stateOf(run)} />
    {run.kind !== 'sync' && runKinds[run.kind].word}
  </Group>
)

const Detail = ({ run }: { readonly run: RunAnswer }) => {
  const plan = isPlan(run)
  return (
    <>
      <UndoLinks run={run} />
      {plan && <Verdict run={run} />}
      {run.problem && !plan && (
        <div className="cw-gap">
          <ProblemCard problem={run.problem} tone={run.state === 'failed' ? 'bad' : 'warn'} />
        </div>
      )}
      {isLive(run) && (
        <Section title="Progress">
          {run.progress ? <WorkBar work={run.progress} /> : 'Waiting to start.'}
        </Section>
      )}
      {run.counts && (
        <Section title={plan ? 'What would change' : 'Summary'} bare>
          <RunSummary run={run} counts={run.counts} />
        </Section>
      )}
      {plan ? (
        <details className="cw-details cw-gap">
          <summary>How this was worked out</summary>
          <HowRead run={run} />
        </details>
      ) : (
        <HowRead run={run} />
      )}
      {hasChanges(run) && <RunChanges run={run} />}
    </>
  )
}

const HowRead = ({ run }: { readonly run: RunAnswer }) => (
  <>
    <Section title="Details">
      <Facts run={run} />
    </Section>
    <ObjectReads reads={run.reads} />
  </>
)

/** Whether it can have lines: a run that only reads has none, nor one that is held before it planned. */
const hasChanges = (run: RunAnswer): boolean =>
  !isLive(run) && run.kind !== 'read' && (run.counts !== null || !isPlan(run))

const Facts = ({ run }: { readonly run: RunAnswer }) => {
  const length = runLength(run)
  return (
    <Lines>
      <Line label="Started">
        <When at={run.startedAt ?? run.queuedAt} /> by {run.by}
      </Line>
      {length !== null && <Line label="Took">{length}</Line>}
      {run.approves !== null && (
        <Line label="Approves">
          <PageLink to="/activity/$id" params={{ id: run.approves }} inherit>
            The run that waited for a decision
          </PageLink>
        </Line>
      )}
      <Line label="Salesforce calls">{figure(run.calls)}</Line>
      {run.resumeAt !== null && (
        <Line label="Goes on">
          <When at={run.resumeAt} />
        </Line>
      )}
      {run.counts && Object.keys(run.counts.matches).length > 0 && (
        <Line label="Matching">
          <MatchNumbers matches={run.counts.matches} />
        </Line>
      )}
      <Line label="Run id">
        <CopyId value={run.id} name="run id" />
      </Line>
      {run.finishedAt !== null && (
        <Line label="Receipt">
          <PageLink to="/activity/$id/receipt" params={{ id: run.id }} inherit>
            Everything it asked, read and changed, to print or keep
          </PageLink>
        </Line>
      )}
    </Lines>
  )
}
