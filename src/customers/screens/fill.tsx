import { Code, Text } from '@mantine/core'
import { figure, percent } from '../../ui/words.ts'

interface FillProps {
  readonly filled: number
  readonly customers: number
  readonly samples: readonly string[]
}

/** How many customers have a value, and what values look like. */
export const Fill = ({ filled, customers, samples }: FillProps) => (
  <>
    <Text size="sm" c="dimmed" className="cw-numbers">
      {figure(filled)} of {figure(customers)} customers have a value ({percent(filled, customers)})
    </Text>
    {samples.length > 0 && (
      <div className="cw-samples">
        {samples.map((sample) => (
          <Code key={sample} className="cw-code">
            {sample}
          </Code>
        ))}
      </div>
    )}
  </>
)
