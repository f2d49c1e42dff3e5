import { Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'

/** What went wrong, as the server words it. */
export interface Problem {
  readonly code: string
  readonly what: string
  readonly means?: string | undefined
  readonly who?: string | undefined
  readonly how?: string | undefined
}

interface ProblemProps {
  readonly problem: Problem
  /** Read out at once: for problems that appear in answer to something. */
  readonly live?: boolean
  readonly tone?: 'bad' | 'warn'
  readonly actions?: ReactNode
}

/** What happened, what it means, who can mend it and how; the code last, for the curious. */
export const ProblemCard = ({ problem, live = false, tone = 'bad', actions }: ProblemProps) => (
  <div className="cw-problem" data-tone={tone} role={live ? 'alert' : undefined}>
    <IconAlertTriangle size={18} aria-hidden className="cw-problem-icon" />
    <div className="cw-problem-words">
      <Text fw={600} size="sm">
        {problem.what}
      </Text>
      {problem.means !== undefined && <Text size="sm">{problem.means}</Text>}
      {problem.who !== undefined && <Text size="sm">Who can fix it: {problem.who}</Text>}
      {problem.how !== undefined && <Text size="sm">What to do: {problem.how}</Text>}
      <Group justify="space-between" mt={6} gap="sm">
        <Group gap="xs">{actions}</Group>
        <Text size="xs" className="cw-problem-code">
          {problem.code}
        </Text>
      </Group>
    </div>
  </div>
)
