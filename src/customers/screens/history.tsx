import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { Answered } from '../../ui/answered.tsx'
import { useAnswer } from '../../ui/query.ts'
import { Section } from '../../ui/section.tsx'
import { customerHistory } from '../contract.ts'
import { HistoryLine } from './history-line.tsx'

/** What changed at one customer, newest first. */
export const CustomerHistory = ({ id }: { readonly id: string }) => {
  const [limit, setLimit] = useState(20)
  const asked = useAnswer(customerHistory, { id, limit }, { keep: true })
  return (
    <Section title="History">
      <Answered asked={asked}>
        {({ total, lines }) => (
          <>
            {total === 0 && (
              <Text size="sm" c="dimmed">
                Nothing has changed yet.
              </Text>
            )}
            <ul className="cw-list cw-rows">
              {lines.map((line) => (
                <HistoryLine key={line.id} line={line} withRun />
              ))}
            </ul>
            {total > lines.length && limit < 500 && (
              <Button
                mt="sm"
                size="xs"
                variant="default"
                loading={asked.isFetching}
                onClick={() => setLimit(Math.min(500, limit + 80))}
              >
                Show older changes
              </Button>
            )}
          </>
        )}
      </Answered>
    </Section>
  )
}
