import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Confirm } from '../../../ui/dialog.tsx'
import { ProblemCard } from '../../../ui/problem.tsx'
import { useDo } from '../../../ui/query.ts'
import { count } from '../../../ui/words.ts'
import { snoozeProblems } from '../contract.ts'

const day = 86_400_000
const presets = [
  ['Tomorrow', 1],
  ['In a week', 7],
  ['In a month', 30],
] as const

const inDays = (days: number): string => new Date(Date.now() + days * day).toISOString().slice(0, 10)

interface SnoozeDialogProps {
  readonly ids: readonly string[]
  readonly opened: boolean
  readonly onClose: () => void
  readonly onDone?: () => void
}

/** Puts problems off: until when, and why. */
export const SnoozeDialog = ({ ids, opened, onClose, onDone }: SnoozeDialogProps) => {
  const [until, setUntil] = useState(() => inDays(7))
  const [reason, setReason] = useState('')
  const snooze = useDo(snoozeProblems, {
    showsFailure: true,
    said: ({ problems }) => `Put off: ${count(problems, 'problem')}.`,
    onDone: () => {
      onClose()
      setReason('')
      onDone?.()
    },
  })
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={ids.length === 1 ? 'Put this problem off' : `Put ${count(ids.length, 'problem')} off`}
      confirm="Put off"
      busy={snooze.isPending}
      disabled={reason.trim() === '' || until === ''}
      onConfirm={() => snooze.mutate({ ids: [...ids], until: `${until}T00:00:00.000Z`, reason })}
    >
      {snooze.error && (
        <div className="cw-gap">
          <ProblemCard live problem={snooze.error.failure} />
        </div>
      )}
      <TextInput
        label="Until"
        description="It is not counted before this day, and closes all the same once it is mended."
        type="date"
        min={inDays(1)}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      <Group gap={6} mt={6} mb="sm">
        {presets.map(([word, days]) => (
          <Button key={word} size="compact-xs" variant="default" onClick={() => setUntil(inDays(days))}>
            {word}
          </Button>
        ))}
      </Group>
      <TextInput
        label="Why"
        placeholder="Sales cleans these accounts up in March"
        maxLength={300}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
    </Confirm>
  )
}
