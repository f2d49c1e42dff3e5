import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { useDo } from '../../../ui/query.ts'
import { count } from '../../../ui/words.ts'
import { assignProblems } from '../contract.ts'
import { AssigneeSelect } from './assignee-select.tsx'
import { SnoozeDialog } from './snooze-dialog.tsx'

interface ChosenBarProps {
  readonly ids: readonly string[]
  readonly onClear: () => void
}

/** What can be done with the problems that are ticked. */
export const ChosenBar = ({ ids, onClear }: ChosenBarProps) => {
  const [snoozing, setSnoozing] = useState(false)
  const assign = useDo(assignProblems, {
    said: ({ problems }) => `Assigned: ${count(problems, 'problem')}.`,
    onDone: onClear,
  })
  return (
    <div className="cw-chosen" role="region" aria-label="Chosen problems">
      <Text size="sm" fw={600} role="status" mb={7}>
        {count(ids.length, 'problem')} chosen
      </Text>
      <AssigneeSelect
        label="Assign to"
        value={null}
        placeholder="Choose"
        disabled={assign.isPending}
        onChange={(userId) => assign.mutate({ ids: [...ids], userId })}
      />
      <Button variant="default" onClick={() => setSnoozing(true)}>
        Put off…
      </Button>
      <Button variant="subtle" onClick={onClear}>
        Clear
      </Button>
      <SnoozeDialog ids={ids} opened={snoozing} onClose={() => setSnoozing(false)} onDone={onClear} />
    </div>
  )
}
