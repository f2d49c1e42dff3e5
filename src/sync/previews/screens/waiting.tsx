import { Text } from '@mantine/core'
import { IconHandStop } from '@tabler/icons-react'
import { ButtonLink } from '../../../ui/links.tsx'
import { useAnswer } from '../../../ui/query.ts'
import { When } from '../../../ui/when.tsx'
import { count } from '../../../ui/words.ts'
import { listRuns } from '../../contract.ts'
import type { Run } from '../../screens/run-state.ts'

interface WaitingProps {
  /** The code of a problem that stands on the page already, with what helps. */
  readonly told?: string | undefined
}

/** Says that a run is held until a person decides, wherever one looks first. Draws nothing when there is none. */
export const Waiting = ({ told }: WaitingProps) => {
  const held = useAnswer(listRuns, { waiting: 'true', limit: 1 }).data?.runs[0]
  if (!held || (told !== undefined && held.problem?.code === told)) return null
  const [first, ...more] = held.brakes
  return (
    <div className="cw-verdict cw-gap" data-tone="warn">
      <IconHandStop size={20} aria-hidden className="cw-problem-icon" />
      <div className="cw-verdict-words">
        <Text fw={650}>{held.canApply ? 'A sync is waiting for your decision.' : 'A sync is held.'}</Text>
        <Text size="sm">
          {first?.what} {more.length > 0 && `And ${count(more.length, 'more reason')}. `}
          Held <When at={held.finishedAt ?? held.queuedAt} />. Nothing was changed.
        </Text>
        <div>
          <ButtonLink to="/activity/$id" params={{ id: held.id }} size="xs" variant="default">
            {lookWord(held)}
          </ButtonLink>
        </div>
      </div>
    </div>
  )
}

/** A doubt about a source holds a run before it has planned anything. */
const lookWord = ({ counts, canApply }: Run): string => {
  if (counts !== null) return 'See what it would change'
  return canApply ? 'See why, and decide' : 'See why'
}
