import { Text } from '@mantine/core'
import { IconHandStop } from '@tabler/icons-react'
import { ButtonLink } from '../../../ui/links.tsx'
import { useAnswer } from '../../../ui/query.ts'
import { When } from '../../../ui/when.tsx'
import { listRuns } from '../../contract.ts'

/** Says that a run is held until a person decides, wherever one looks first. Draws nothing when there is none. */
export const Waiting = () => {
  const held = useAnswer(listRuns, { waiting: 'true', limit: 1 }).data?.runs[0]
  if (!held) return null
  const [first, ...more] = held.brakes
  return (
    <div className="cw-verdict cw-gap" data-tone="warn">
      <IconHandStop size={20} aria-hidden className="cw-problem-icon" />
      <div className="cw-verdict-words">
        <Text fw={650}>A sync is waiting for your decision.</Text>
        <Text size="sm">
          {first?.what} {more.length > 0 && `There are ${more.length} more reasons. `}
          Held <When at={held.finishedAt ?? held.queuedAt} />. Nothing was changed.
        </Text>
        <div>
          <ButtonLink to="/activity/$id" params={{ id: held.id }} size="xs" variant="default">
            See what it would change
          </ButtonLink>
        </div>
      </div>
    </div>
  )
}
