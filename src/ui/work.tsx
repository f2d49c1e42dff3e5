import { Group, Progress, Text, VisuallyHidden } from '@mantine/core'
import { When } from './when.tsx'
import { count, figure, percent } from './words.ts'

/** Long work under way. */
export interface Work {
  /** In words: "Reading contacts from Salesforce". */
  readonly label: string
  readonly done: number
  /** Null while it is not known. */
  readonly total: number | null
  /** Share of the whole, 0 to 1. */
  readonly share: number
  readonly since: string
}

/** What is being done, how many of how many, and since when. Screen readers hear each new step, not each number. */
export const WorkBar = ({ work }: { readonly work: Work }) => (
  <div>
    <VisuallyHidden role="status">{work.label}</VisuallyHidden>
    <Group justify="space-between" gap="xs" mb={6}>
      <Text size="sm" fw={600}>
        {work.label}
      </Text>
      <Text size="sm" c="dimmed" className="cw-numbers">
        {amount(work)}
      </Text>
    </Group>
    <Progress.Root size="md">
      <Progress.Section
        value={Math.max(2, work.share * 100)}
        aria-label="Progress"
        animated={work.share < 1}
      />
    </Progress.Root>
    <Text size="xs" c="dimmed" mt={6}>
      {percent(work.share, 1)} done, started <When at={work.since} />
    </Text>
  </div>
)

const amount = ({ done, total }: Work): string => {
  if (total !== null) return `${figure(done)} of ${figure(total)}`
  return done > 0 ? `${count(done, 'row')} so far` : ''
}
