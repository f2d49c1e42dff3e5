import { Button, Text } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { wayBackProblem } from '../../connections/screens/way-back.ts'
import { ProblemCard } from '../../ui/problem.tsx'
import type { Problem } from '../../ui/problem.tsx'
import { useReader } from '../../ui/reader.tsx'

interface CameBackProps {
  /** What Salesforce said of the last trip, in words; null when it said nothing. */
  readonly told: Problem | null
  readonly onTryAgain: () => void
}

/** Why the trip to Salesforce did not end in a connection, as the address says. */
export const CameBack = ({ told, onTryAgain }: CameBackProps) => {
  const { problem } = useSearch({ from: '/settings/crm' })
  const { mayChange } = useReader()
  const navigate = useNavigate()
  const forget = (): void => void navigate({ to: '/settings/crm', search: {}, replace: true })
  if (problem !== undefined) {
    const again = (): void => {
      forget()
      onTryAgain()
    }
    return (
      <div className="cw-gap">
        <ProblemCard
          live
          problem={wayBackProblem(problem, told)}
          tone={problem === 'denied' ? 'warn' : 'bad'}
          actions={
            <>
              {mayChange && (
                <Button size="xs" onClick={again}>
                  Try again
                </Button>
              )}
              <Button size="xs" variant="default" onClick={forget}>
                Dismiss
              </Button>
            </>
          }
        />
      </div>
    )
  }
  return null
}

/** Says that it worked, until the set-up moves on. */
export const JustConnected = () => {
  const { connected } = useSearch({ from: '/settings/crm' })
  if (!connected) return null
  return (
    <div className="cw-came-back cw-gap" role="status">
      <Text size="sm" fw={550} className="cw-with-icon">
        <IconCircleCheck size={16} aria-hidden /> Salesforce is connected.
      </Text>
    </div>
  )
}
