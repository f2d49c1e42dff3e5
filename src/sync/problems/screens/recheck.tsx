import { Button, Text } from '@mantine/core'
import { IconCircleCheck, IconInfoCircle, IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { PageLink } from '../../../ui/links.tsx'
import { ProblemCard } from '../../../ui/problem.tsx'
import { useAnswer, useDo, useRefreshOn } from '../../../ui/query.ts'
import { WorkBar } from '../../../ui/work.tsx'
import { getRun } from '../../contract.ts'
import { recheckProblem } from '../contract.ts'
import type { Problem } from './kind-words.ts'

/** Reads what changed at the sources now, shows that it is at work, and says whether the problem still stands. */
export const Recheck = ({ problem }: { readonly problem: Problem }) => {
  const [asked, setAsked] = useState<{ runId: string; started: boolean } | null>(null)
  const recheck = useDo(recheckProblem, {
    onDone: ({ run, started }) => setAsked({ runId: run.id, started }),
  })
  const run = useAnswer(
    getRun,
    { id: asked?.runId ?? '' },
    { enabled: asked !== null, every: (now) => (now?.finishedAt ? false : 1_000) },
  ).data
  useRefreshOn(run?.finishedAt ?? undefined)
  const working = recheck.isPending || (asked !== null && !run?.finishedAt)
  return (
    <div>
      {problem.closedAt === null && (
        <Button
          leftSection={<IconRefresh size={15} aria-hidden />}
          loading={working}
          onClick={() => recheck.mutate({ id: problem.id })}
        >
          Re-check now
        </Button>
      )}
      <div role="status" className="cw-recheck">
        {working && run?.progress && <WorkBar work={run.progress} />}
        {run?.finishedAt && <Outcome problem={problem} run={run} started={asked?.started ?? true} />}
      </div>
    </div>
  )
}

interface OutcomeProps {
  readonly problem: Problem
  readonly run: { readonly id: string; readonly state: string; readonly problem: RunProblem | null }
  readonly started: boolean
}
type RunProblem = Parameters<typeof ProblemCard>[0]['problem']

const Outcome = ({ problem, run, started }: OutcomeProps) => {
  if (problem.closedAt !== null)
    return (
      <Text size="sm" className="cw-with-icon">
        <IconCircleCheck size={16} aria-hidden /> Checked just now: it is mended, and this problem has closed.
      </Text>
    )
  if (run.problem && run.state !== 'complete') return <ProblemCard problem={run.problem} tone="warn" />
  return (
    <Text size="sm" className="cw-with-icon">
      <IconInfoCircle size={16} aria-hidden />{' '}
      {started
        ? 'Checked just now: it still stands.'
        : 'A run was under way already and may have read before you mended it. Re-check once more.'}{' '}
      <PageLink to="/activity/$id" params={{ id: run.id }}>
        See the run
      </PageLink>
    </Text>
  )
}
