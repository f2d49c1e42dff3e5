import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { PageLink } from '../../../ui/links.tsx'
import type { Tone } from '../../../ui/state-badge.tsx'
import { When } from '../../../ui/when.tsx'
import { BrakeList } from '../../brakes/screens/brake-list.tsx'
import { stateOf } from '../../screens/run-state.ts'
import type { Run } from '../../screens/run-state.ts'
import { Sentences } from '../../screens/sentences.tsx'
import { Decide } from './decide.tsx'
import { settingsSentences } from './settings-words.ts'

/** What a stored plan is, why it was not carried out, what became of it, and the buttons that decide. */
export const Verdict = ({ run }: { readonly run: Run }) => {
  const settings = settingsSentences(run.settings)
  return (
    <div className="cw-verdict cw-gap" data-tone={toneOf(run)}>
      <Picture run={run} />
      <div className="cw-verdict-words">
        <Text fw={650}>{headline(run)}</Text>
        {run.brakes.length > 0 && <BrakeList run={run} />}
        {run.problem && run.problem.code !== 'held' && <Advice run={run} problem={run.problem} />}
        {settings.length > 0 && (
          <div>
            <Text size="sm">Worked out as if:</Text>
            <Sentences shown lines={settings} />
          </div>
        )}
        {run.decision ? <Became run={run} /> : <Decide run={run} />}
      </div>
    </div>
  )
}

const Picture = ({ run }: { readonly run: Run }) => {
  const { icon: Drawn } = stateOf(run)
  return <Drawn size={20} aria-hidden className="cw-problem-icon" />
}

interface AdviceProps {
  readonly run: Run
  readonly problem: NonNullable<Run['problem']>
}

/** What a doubt about a source means, and, until it is settled, who can; its first sentence is the brake's. */
const Advice = ({ run, problem: { means, who, how } }: AdviceProps) => {
  const open = run.decision === null
  return (
    <div>
      {means !== undefined && <Text size="sm">{means}</Text>}
      {open && who !== undefined && <Text size="sm">Who can fix it: {who}</Text>}
      {open && how !== undefined && <Text size="sm">What to do: {how}</Text>}
    </div>
  )
}

const toneOf = (run: Run): Tone =>
  run.decision !== null ? 'calm' : run.brakes.length > 0 ? 'warn' : stateOf(run).tone

const headline = ({ kind, brakes }: Run): string => {
  if (kind !== 'preview') return 'Held. Nothing was changed.'
  return brakes.length > 0
    ? 'A preview. Nothing was changed. A sync by itself would be held:'
    : 'A preview. Nothing was changed.'
}

const Became = ({ run }: { readonly run: Run }) => {
  if (run.decision === null) return null
  const { what, by, at } = run.decision
  const whose = by === null ? '' : ` by ${by}`
  const words: Readonly<Record<typeof what, ReactNode>> = {
    applied: <>Approved{whose}</>,
    discarded: <>Discarded{whose}</>,
    superseded: <>Out of date: a later run looked again,</>,
  }
  return (
    <Text size="sm">
      {words[what]} <When at={at} />.{' '}
      {run.appliedBy !== null && (
        <PageLink to="/activity/$id" params={{ id: run.appliedBy }} inherit>
          See the run that carried it out
        </PageLink>
      )}
    </Text>
  )
}
