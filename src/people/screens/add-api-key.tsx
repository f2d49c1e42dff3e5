import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { CopyField } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useContractForm } from '../../ui/form.ts'
import { ProblemCard } from '../../ui/problem.tsx'
import { addApiKey } from '../contract.ts'
import { givenRoles } from './role.ts'

interface AddApiKeyProps {
  readonly opened: boolean
  readonly onClose: () => void
}

/** Makes a key and shows its secret, this once. */
export const AddApiKey = ({ opened, onClose }: AddApiKeyProps) => (
  <Dialog opened={opened} onClose={onClose} title="Add API key">
    <Content onClose={onClose} />
  </Dialog>
)

const Content = ({ onClose }: { readonly onClose: () => void }) => {
  const [secret, setSecret] = useState<string | null>(null)
  return secret === null ? (
    <Fields onClose={onClose} onMade={setSecret} />
  ) : (
    <Secret secret={secret} onClose={onClose} />
  )
}

const Secret = ({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) => (
  <Stack gap="sm">
    <Text size="sm">Copy the key now. We keep only a fingerprint of it and cannot show it again.</Text>
    <CopyField label="API key" name="API key" value={secret} />
    <Group justify="flex-end">
      <Button onClick={onClose}>Done</Button>
    </Group>
  </Stack>
)

const empty: { name: string; role: 'admin' | 'member' } = { name: '', role: 'member' }

interface FieldsProps {
  readonly onClose: () => void
  readonly onMade: (secret: string) => void
}

const Fields = ({ onClose, onMade }: FieldsProps) => {
  const { form, deed, problem, submit } = useContractForm(addApiKey, empty, (values) => values, {
    onDone: (answer) => onMade(answer.secret),
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {problem && <ProblemCard live problem={problem} />}
        <TextInput
          label="Name"
          description="What the key is for, such as “Nightly export”."
          required
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Select label="Role" data={givenRoles} allowDeselect={false} {...form.getInputProps('role')} />
        <Group justify="flex-end" gap="xs" mt="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={deed.isPending}>
            Make key
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
