import { Button, Group, Select, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Answer } from '../../base/endpoint.ts'
import { Confirm, Dialog } from '../../ui/dialog.tsx'
import { useContractForm } from '../../ui/form.ts'
import { ProblemCard } from '../../ui/problem.tsx'
import { useDo } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { count } from '../../ui/words.ts'
import { removePosition, renamePosition } from '../contract.ts'
import type { listPositions } from '../contract.ts'

type Position = Answer<typeof listPositions>['positions'][number]

interface PositionRowProps {
  readonly position: Position
  readonly all: readonly Position[]
}

/** One position with what may be done to it. */
export const PositionRow = ({ position, all }: PositionRowProps) => {
  const { mayChange } = useReader()
  const [doing, setDoing] = useState<'rename' | 'remove' | null>(null)
  const close = (): void => setDoing(null)
  return (
    <li className="cw-item">
      <div>
        <Text size="sm" fw={600}>
          {position.name}
        </Text>
        <Text size="sm" c="dimmed">
          {count(position.contacts, 'contact')}
        </Text>
      </div>
      {mayChange && (
        <Group gap={6} wrap="nowrap">
          <Button
            size="xs"
            variant="default"
            aria-label={`Rename ${position.name}`}
            onClick={() => setDoing('rename')}
          >
            Rename
          </Button>
          <Button
            size="xs"
            variant="default"
            aria-label={`Remove ${position.name}`}
            onClick={() => setDoing('remove')}
          >
            Remove
          </Button>
        </Group>
      )}
      <Dialog opened={doing === 'rename'} onClose={close} title="Rename position">
        <Rename position={position} onClose={close} />
      </Dialog>
      <Remove position={position} all={all} opened={doing === 'remove'} onClose={close} />
    </li>
  )
}

const Rename = ({ position, onClose }: { readonly position: Position; readonly onClose: () => void }) => {
  const { form, deed, problem, submit } = useContractForm(
    renamePosition,
    { name: position.name },
    (values) => ({ ...values, id: position.id }),
    { onDone: onClose },
  )
  return (
    <form onSubmit={submit} noValidate>
      {problem && <ProblemCard live problem={problem} />}
      <TextInput label="Name" data-autofocus required {...form.getInputProps('name')} />
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={deed.isPending}>
          Rename
        </Button>
      </Group>
    </form>
  )
}

interface RemoveProps extends PositionRowProps {
  readonly opened: boolean
  readonly onClose: () => void
}

const Remove = ({ position, all, opened, onClose }: RemoveProps) => {
  const [moveTo, setMoveTo] = useState<string | null>(null)
  const remove = useDo(removePosition, { said: `${position.name} is removed.`, onDone: onClose })
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={`Remove ${position.name}?`}
      confirm="Remove position"
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate({ id: position.id, moveTo })}
    >
      {position.contacts === 0 ? (
        <Text size="sm">No contact holds this position.</Text>
      ) : (
        <Select
          label={`Where do ${count(position.contacts, 'contact')} move?`}
          placeholder="To no position"
          clearable
          clearButtonProps={{ 'aria-label': 'To no position' }}
          data={all
            .filter(({ id }) => id !== position.id)
            .map(({ id, name }) => ({ value: id, label: name }))}
          value={moveTo}
          onChange={setMoveTo}
        />
      )}
    </Confirm>
  )
}
