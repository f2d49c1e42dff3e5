import { Button, Checkbox, Group, Select, Stack, TextInput } from '@mantine/core'
import type { Answer } from '../../base/endpoint.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { useContractForm } from '../../ui/form.ts'
import { ProblemCard } from '../../ui/problem.tsx'
import { addUser } from '../contract.ts'
import type { inviteUser } from '../contract.ts'
import { givenRoles } from './role.ts'

interface AddUserProps {
  readonly opened: boolean
  readonly onClose: () => void
  readonly onInvited: (invitation: Answer<typeof inviteUser>) => void
}

/** Adds a user and, when wished, makes the link of an invitation. */
export const AddUser = ({ opened, onClose, onInvited }: AddUserProps) => (
  <Dialog opened={opened} onClose={onClose} title="Add user">
    <Fields onClose={onClose} onInvited={onInvited} />
  </Dialog>
)

const empty: { email: string; name: string; role: 'admin' | 'member'; invite: boolean } = {
  email: '',
  name: '',
  role: 'member',
  invite: true,
}

const Fields = ({ onClose, onInvited }: Omit<AddUserProps, 'opened'>) => {
  const { form, deed, problem, submit } = useContractForm(addUser, empty, (values) => values, {
    said: ({ user }) => `${user.name} is in the team.`,
    onDone: ({ invitation }) => {
      onClose()
      if (invitation) onInvited(invitation)
    },
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {problem && <ProblemCard live problem={problem} />}
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <TextInput label="E-mail" type="email" required {...form.getInputProps('email')} />
        <Select label="Role" data={givenRoles} allowDeselect={false} {...form.getInputProps('role')} />
        <Checkbox
          label="Invite now"
          description="You get a link to hand over. It works for seven days."
          {...form.getInputProps('invite', { type: 'checkbox' })}
        />
        <Group justify="flex-end" gap="xs" mt="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={deed.isPending}>
            Add
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
