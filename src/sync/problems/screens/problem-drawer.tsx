import { Drawer } from '@mantine/core'
import { Answered } from '../../../ui/answered.tsx'
import { useAnswer } from '../../../ui/query.ts'
import { getProblem } from '../contract.ts'
import { ProblemDetail } from './problem-detail.tsx'

interface ProblemDrawerProps {
  /** Null while it is shut. */
  readonly id: string | null
  readonly onClose: () => void
}

/** The details of one problem beside the list. Focus goes in and comes back; Escape closes. */
export const ProblemDrawer = ({ id, onClose }: ProblemDrawerProps) => {
  const asked = useAnswer(getProblem, { id: id ?? '' }, { enabled: id !== null })
  return (
    <Drawer.Root opened={id !== null} onClose={onClose} position="right" size="md">
      <Drawer.Overlay backgroundOpacity={0.3} />
      <Drawer.Content>
        {/* Not the <header> it would be: that counts as a second banner of the page. */}
        <Drawer.Header component="div">
          <Drawer.Title fw={600}>{asked.data?.subject ?? 'Problem'}</Drawer.Title>
          <Drawer.CloseButton aria-label="Close" />
        </Drawer.Header>
        <Drawer.Body>
          <Answered asked={asked}>
            {(problem) => <ProblemDetail key={problem.id} problem={problem} />}
          </Answered>
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}
