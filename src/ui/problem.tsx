import { Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Icon } from '@tabler/icons-react'
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
  /** The kind of trouble in two or three words, over the sentences, with a picture of its own. */
  readonly kind?: { readonly title: string; readonly icon: Icon } | null
  readonly actions?: ReactNode
}

/** What happened, what it means, who can mend it and how; the code last, for the curious. */
export const ProblemCard = ({ problem, live = false, tone = 'bad', kind, actions }: ProblemProps) => (
  <div className="cw-problem" data-tone={tone} role={live ? 'alert' : undefined}>
    <Picture icon={kind?.icon ?? IconAlertTriangle} />
    <div className="cw-problem-words">
      {kind && <Text fw={700}>{kind.title}</Text>}
      <Text fw={kind ? 400 : 600} size="sm">
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

const Picture = ({ icon: Drawn }: { readonly icon: Icon }) => (
  <Drawn size={18} aria-hidden className="cw-problem-icon" />
)
