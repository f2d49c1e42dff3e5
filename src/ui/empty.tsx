import { Stack, Text } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'

interface EmptyProps {
  readonly icon: Icon
  readonly title: string
  /** The next step, in a sentence. */
  readonly children: ReactNode
  readonly action?: ReactNode
}

/** Where there is nothing yet: says so, and what to do next. */
export const Empty = ({ icon: Picture, title, children, action }: EmptyProps) => (
  <Stack align="center" gap={6} py={48} px="md" ta="center">
    <Picture size={30} stroke={1.4} aria-hidden className="cw-quiet" />
    <Text fw={600}>{title}</Text>
    <Text c="dimmed" size="sm" maw={440}>
      {children}
    </Text>
    {action !== undefined && <div className="cw-empty-action">{action}</div>}
  </Stack>
)
