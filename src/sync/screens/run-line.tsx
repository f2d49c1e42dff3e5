import { Group, Text } from '@mantine/core'
import { PageLink } from '../../ui/links.tsx'
import { Section } from '../../ui/section.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { When } from '../../ui/when.tsx'
import { changeSentence, isPlan, stateOf } from './run-state.ts'
import type { Run } from './run-state.ts'

/** The last run in two lines, with the way to the rest. */
export const RunLine = ({ run }: { readonly run: Run }) => (
  <Section
    title="Last run"
    actions={
      <PageLink to="/activity" size="sm">
        All activity
      </PageLink>
    }
  >
    <Group gap="xs">
      <StateBadge state={stateOf(run)} />
      <PageLink to="/activity/$id" params={{ id: run.id }} size="sm" fw={550}>
        {run.reason}
      </PageLink>
      <Text size="sm" c="dimmed">
        <When at={run.finishedAt ?? run.queuedAt} />
      </Text>
    </Group>
    <Text size="sm" mt={4}>
      {sentenceOf(run)}
    </Text>
  </Section>
)

const sentenceOf = (run: Run): string => {
  if (isPlan(run)) return `${run.brakes[0]?.what ?? ''} Nothing was changed.`.trim()
  return run.problem?.what ?? changeSentence(run.counts)
}
