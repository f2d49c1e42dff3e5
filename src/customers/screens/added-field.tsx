import { Button, Group, Text, TextInput } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { useState } from 'react'
import type { Answer } from '../../base/endpoint.ts'
import { Confirm, Dialog } from '../../ui/dialog.tsx'
import { useContractForm } from '../../ui/form.ts'
import { ProblemCard } from '../../ui/problem.tsx'
import { useDo } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { count } from '../../ui/words.ts'
import { removeCustomField, renameCustomField } from '../contract.ts'
import type { listCustomFields } from '../contract.ts'
import { Fill } from './fill.tsx'

type Field = Answer<typeof listCustomFields>['fields'][number]

/** One custom field of the workspace. */
export const AddedField = ({ field }: { readonly field: Field }) => {
  const { mayChange } = useReader()
  const [doing, setDoing] = useState<'rename' | 'remove' | null>(null)
  const close = (): void => setDoing(null)
  return (
    <li className="cw-item">
      <div>
        <Group gap={8}>
          <Text size="sm" fw={600}>
            {field.label}
          </Text>
          {field.identifier && (
            <StateBadge
              state={{ word: 'Finds the Salesforce account', tone: 'busy', icon: IconArrowsExchange }}
            />
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {field.key} in the billing tool
        </Text>
        <Fill {...field} />
      </div>
      {mayChange && (
        <Group gap={6} wrap="nowrap">
          <Button
            size="xs"
            variant="default"
            aria-label={`Rename ${field.label}`}
            onClick={() => setDoing('rename')}
          >
            Rename
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={field.identifier}
            aria-label={`Remove ${field.label}`}
            onClick={() => setDoing('remove')}
          >
            Remove
          </Button>
        </Group>
      )}
      <Dialog opened={doing === 'rename'} onClose={close} title="Rename custom field">
        <Rename field={field} onClose={close} />
      </Dialog>
      <Remove field={field} opened={doing === 'remove'} onClose={close} />
    </li>
  )
}

const Rename = ({ field, onClose }: { readonly field: Field; readonly onClose: () => void }) => {
  const { form, deed, problem, submit } = useContractForm(
    renameCustomField,
    { label: field.label },
    (values) => ({ ...values, id: field.id }),
    { onDone: onClose },
  )
  return (
    <form onSubmit={submit} noValidate>
      {problem && <ProblemCard live problem={problem} />}
      <TextInput label="Name" data-autofocus required {...form.getInputProps('label')} />
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

interface RemoveProps {
  readonly field: Field
  readonly opened: boolean
  readonly onClose: () => void
}

const Remove = ({ field, opened, onClose }: RemoveProps) => {
  const remove = useDo(removeCustomField, { said: `${field.label} is removed.`, onDone: onClose })
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={`Remove ${field.label}?`}
      confirm="Remove field"
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate({ id: field.id })}
    >
      <Text size="sm">
        The value disappears from {count(field.filled, 'customer')} here. Your billing tool keeps it, so you
        can add the field again.
      </Text>
    </Confirm>
  )
}
