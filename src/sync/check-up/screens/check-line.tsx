import { Group, Stack, Text } from '@mantine/core'
import type * as z from 'zod'
import { StateBadge } from '../../../ui/state-badge.tsx'
import type { checkLine } from '../contract.ts'
import { checkStates } from './check-state.ts'

/** One thing that was looked at: its state, what was found, what it means and what to do. */
export const CheckLine = ({ line }: { readonly line: z.output<typeof checkLine> }) => (
  <li>
    <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
      <Text size="sm" fw={600} miw={0}>
        {line.label}
      </Text>
      <StateBadge state={checkStates[line.state]} />
    </Group>
    <Stack gap={2} maw={560}>
      <Text size="sm">{line.found}</Text>
      {line.means !== null && (
        <Text size="sm" c="dimmed">
          {line.means}
        </Text>
      )}
      {line.how !== null && (
        <Text size="sm" c="dimmed">
          {line.who === null ? 'What to do' : line.who}: {line.how}
        </Text>
      )}
    </Stack>
  </li>
)
