import { ActionIcon, Menu, Text } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import { isSandboxEmail } from '../../base/email.ts'
import type { Answer } from '../../base/endpoint.ts'
import { Confirm } from '../../ui/dialog.tsx'
import { useDo } from '../../ui/query.ts'
import { count } from '../../ui/words.ts'
import { changeUser, inviteUser, removeUser } from '../contract.ts'
import { roleWords } from './role.ts'
import type { Role, User } from './role.ts'

interface UserActionsProps {
  readonly user: User
  readonly onInvited: (invitation: Answer<typeof inviteUser>) => void
}

/** What may be done with one user. */
export const UserActions = ({ user, onInvited }: UserActionsProps) => {
  const [removing, setRemoving] = useState(false)
  const invite = useDo(inviteUser, { onDone: onInvited })
  const change = useDo(changeUser, { said: 'The role is changed.' })
  const other: Role = user.role === 'admin' ? 'member' : 'admin'
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" c="dimmed" aria-label={`Actions for ${user.name}`}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={whyNot(user) !== null} onClick={() => invite.mutate({ id: user.id })}>
            {inviteWord(user)}
          </Menu.Item>
          {user.role !== 'owner' && (
            <>
              <Menu.Item onClick={() => change.mutate({ id: user.id, role: other })}>
                Make {roleWords[other].word.toLowerCase()}
              </Menu.Item>
              <Menu.Item className="cw-danger" onClick={() => setRemoving(true)}>
                Remove
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <RemoveUser user={user} opened={removing} onClose={() => setRemoving(false)} />
    </>
  )
}

/** Why a user cannot be invited, or null. */
const whyNot = ({ inactive, frozen, email }: User): string | null => {
  if (email === null) return 'no e-mail'
  if (isSandboxEmail(email)) return 'the e-mail is of a sandbox copy'
  if (inactive) return 'inactive in Salesforce'
  return frozen ? 'frozen in Salesforce' : null
}

const inviteWord = (user: User): string => {
  const reason = whyNot(user)
  if (reason !== null) return `Cannot be invited: ${reason}`
  const { status } = user
  if (status === 'created') return 'Invite'
  return status === 'invited' ? 'Make a new link' : 'Make a link for a new password'
}

interface RemoveUserProps {
  readonly user: User
  readonly opened: boolean
  readonly onClose: () => void
}

const RemoveUser = ({ user, opened, onClose }: RemoveUserProps) => {
  const remove = useDo(removeUser, { said: `${user.name} is removed.`, onDone: onClose })
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={`Remove ${user.name}?`}
      confirm="Remove user"
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate({ id: user.id })}
    >
      <Text size="sm">
        {user.name} can no longer sign in.{' '}
        {user.customers > 0
          ? `${count(user.customers, 'customer')} will have no account manager.`
          : 'No customer changes.'}
        {user.source === 'salesforce' &&
          ' While account managers come from Salesforce, the next sync may add this user again.'}
      </Text>
    </Confirm>
  )
}
