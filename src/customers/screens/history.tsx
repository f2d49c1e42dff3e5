import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { listPins } from '../../sync/undo/contract.ts'
import { Answered } from '../../ui/answered.tsx'
import { PageLink } from '../../ui/links.tsx'
import { useAnswer } from '../../ui/query.ts'
import { Section } from '../../ui/section.tsx'
import { count } from '../../ui/words.ts'
import { customerHistory } from '../contract.ts'
import { HistoryLine } from './history-line.tsx'
import type { Change } from './history-line.tsx'
import { runsOf } from './history-runs.ts'
import { Undo } from './undo.tsx'

/** What changed at one customer, newest first, what one run did together. */
export const CustomerHistory = ({ id }: { readonly id: string }) => {
  const [limit, setLimit] = useState(20)
  const asked = useAnswer(customerHistory, { id, limit }, { keep: true })
  return (
    <Section title="History" lead={<Pinned id={id} />}>
      <Answered asked={asked}>
        {({ total, lines }) => (
          <>
            {total === 0 && (
              <Text size="sm" c="dimmed">
                Nothing has changed yet.
              </Text>
            )}
            <ul className="cw-list cw-rows">
              {runsOf(lines).map((together) => (
                <Together key={together[0]?.id} lines={together} customerId={id} />
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

/** How much here does not follow its source any more, because it was undone. */
const Pinned = ({ id }: { readonly id: string }) => {
  const total = useAnswer(listPins, { customerId: id, limit: 1 }).data?.total ?? 0
  if (total === 0) return null
  return (
    <PageLink to="/activity/pins" search={{ customer: id }} inherit>
      {count(total, 'change was undone here and stays so', 'changes were undone here and stay so')}
    </PageLink>
  )
}

interface TogetherProps {
  readonly lines: readonly Change[]
  readonly customerId: string
}

/** The lines of one run at this customer, or one line that a person made. */
const Together = ({ lines, customerId }: TogetherProps) => {
  const undoable = lines.filter(({ runId, about }) => runId !== null && about !== 'match')
  const runId = undoable[0]?.runId
  return (
    <>
      {lines.map((line) => (
        <HistoryLine
          key={line.id}
          line={line}
          withRun
          action={
            line.runId !== null &&
            line.about !== 'match' && (
              <Undo
                size="compact-xs"
                variant="subtle"
                what="this change"
                asked={{ runId: line.runId, line: line.id }}
              />
            )
          }
        />
      ))}
      {runId && undoable.length > 1 && (
        <li>
          <Group>
            <Undo size="compact-xs" what="what this run did here" asked={{ runId, customerId }} />
          </Group>
        </li>
      )}
    </>
  )
}
