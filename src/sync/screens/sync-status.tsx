import { Group, Text } from '@mantine/core'
import { useRunNow } from '../../connections/screens/reading-now.tsx'
import { ButtonLink, PageLink } from '../../ui/links.tsx'
import { ProblemCard } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Steps } from '../../ui/steps.tsx'
import { When } from '../../ui/when.tsx'
import { WorkBar } from '../../ui/work.tsx'
import type { CrmState } from './crm-state.ts'
import { isPlan, runLength, stateOf } from './run-state.ts'
import type { Run } from './run-state.ts'
import { RunSummary } from './run-summary.tsx'

const stepNames = ['Connect', 'Field', 'Switches', 'Synchronized'] as const

/** The run under way with its progress, else how the last one ended. */
export const SyncStatus = ({ crm }: { readonly crm: CrmState }) => {
  const run = useRunNow() ?? crm.currentRun
  const first = isFirstSync(crm)
  return (
    <>
      {first && <Steps steps={stepNames} current={3} />}
      {run ? (
        <Running run={run} first={first} />
      ) : (
        crm.lastRun && <Ended run={crm.lastRun} told={crm.connection?.problem?.code ?? null} />
      )}
    </>
  )
}

/** Whether no synchronization with Salesforce has ended yet. */
export const isFirstSync = ({ lastSync }: CrmState): boolean => lastSync === null

/** The run under way, with its progress. */
export const Running = ({ run, first }: { readonly run: Run; readonly first: boolean }) => (
  <Section
    title={first ? 'First sync' : 'Synchronizing'}
    lead="You may leave this page. The run goes on."
    actions={
      <PageLink to="/activity/$id" params={{ id: run.id }} size="sm">
        See this run
      </PageLink>
    }
  >
    {run.progress ? <WorkBar work={run.progress} /> : <Text size="sm">Waiting to start.</Text>}
  </Section>
)

const lookWord = (run: Run): string => {
  if (run.counts === null) return 'See this run'
  return isPlan(run) ? 'See what would change' : 'See what changed'
}

/** `told`: the problem that stands over it already. */
const Ended = ({ run, told }: { readonly run: Run; readonly told: string | null }) => {
  const good = run.state === 'complete' && run.kind !== 'preview'
  const length = runLength(run)
  return (
    <Section title={good ? 'Synchronized' : 'Last run'} actions={<StateBadge state={stateOf(run)} />} bare>
      <Text size="sm" mb="sm" role="status">
        {run.reason}, <When at={run.finishedAt ?? run.queuedAt} />
        {length !== null && `, took ${length}`}.
        {run.resumeAt !== null && (
          <>
            {' '}
            It goes on by itself <When at={run.resumeAt} />.
          </>
        )}
      </Text>
      {run.problem && run.problem.code !== told && run.brakes.length === 0 && (
        <div className="cw-gap">
          <ProblemCard problem={run.problem} tone={run.state === 'failed' ? 'bad' : 'warn'} />
        </div>
      )}
      {run.counts && <RunSummary run={run} counts={run.counts} />}
      <Group gap="xs" mt="sm">
        <ButtonLink to="/customers" variant="default" size="xs">
          See customers
        </ButtonLink>
        <ButtonLink to="/activity/$id" params={{ id: run.id }} variant="default" size="xs">
          {lookWord(run)}
        </ButtonLink>
      </Group>
    </Section>
  )
}
