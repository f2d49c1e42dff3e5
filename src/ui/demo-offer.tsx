import { Button, Group, Text } from '@mantine/core'

interface DemoOfferProps {
  /** What there is in the made-up company. */
  readonly says: string
  /** The button's words. */
  readonly word: string
  readonly onTake: () => void
}

/** Under a field: what the demo has to put into it, one click away. */
export const DemoOffer = ({ says, word, onTake }: DemoOfferProps) => (
  <Group gap="xs" mt={6}>
    <Text size="sm" c="dimmed">
      {says}
    </Text>
    <Button size="compact-xs" variant="default" onClick={onTake}>
      {word}
    </Button>
  </Group>
)
