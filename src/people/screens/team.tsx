import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import type { Answer } from '../../base/endpoint.ts'
import { Answered } from '../../ui/answered.tsx'
import type { Column } from '../../ui/columns.tsx'
import { Page } from '../../ui/page.tsx'
import { PageLink } from '../../ui/links.tsx'
import { useAnswer } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { OnlyAdmins } from '../../ui/section.tsx'
import { OwnerFlag } from '../../ui/owner-flag.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Table } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'
import { figure } from '../../ui/words.ts'
import { listUsers } from '../contract.ts'
import type { inviteUser } from '../contract.ts'
import { AddUser } from './add-user.tsx'
import { InvitationLink } from './invitation-link.tsx'
import { roleWords } from './role.ts'
import type { User } from './role.ts'
import { UserActions } from './user-actions.tsx'
import { userStates } from './user-state.ts'

type Invitation = Answer<typeof inviteUser>

/** Settings → Team: who is in the workspace and what they may do. */
export const Team = () => {
  const { mayChange } = useReader()
  const [adding, setAdding] = useState(false)
  const [invitation, setInvitation] = useState<Invitation | null>(null)
  const asked = useAnswer(listUsers, {})
  return (
    <Page
      title="Team"
      lead="The people of this workspace. Account owners found in Salesforce are listed here too. They cannot sign in until you invite them."
      actions={mayChange && <Button onClick={() => setAdding(true)}>Add user</Button>}
    >
      {!mayChange && <OnlyAdmins what="add, invite or change users" />}
      <Answered asked={asked}>
        {({ users }) => (
          <Table
            label="Users"
            columns={columns(mayChange ? setInvitation : null)}
            rows={users}
            keyOf={({ id }) => id}
          />
        )}
      </Answered>
      <AddUser opened={adding} onClose={() => setAdding(false)} onInvited={setInvitation} />
      <InvitationLink invitation={invitation} onClose={() => setInvitation(null)} />
    </Page>
  )
}

const columns = (onInvited: ((invitation: Invitation) => void) | null): Column<User>[] => [
  { key: 'name', title: 'Name', width: 'minmax(0, 2fr)', cell: (user) => <Person user={user} /> },
  { key: 'role', title: 'Role', width: '4.5rem', cell: (user) => roleWords[user.role].word },
  {
    key: 'status',
    title: 'Status',
    width: 'minmax(0, 1.6fr)',
    cell: (user) => (
      <Group gap={4}>
        <StateBadge state={userStates[user.status]} />
        <OwnerFlag owner={user} />
      </Group>
    ),
  },
  {
    key: 'customers',
    title: 'Customers',
    width: '5rem',
    end: true,
    cell: (user) => (
      <PageLink
        to="/customers"
        search={{ accountManager: user.id }}
        aria-label={`${figure(user.customers)} customers of ${user.name}`}
      >
        {figure(user.customers)}
      </PageLink>
    ),
  },
  {
    key: 'seen',
    title: 'Last seen',
    width: '7.5rem',
    hideEmpty: (user) => user.lastSeenAt === null,
    cell: (user) => user.lastSeenAt !== null && <When at={user.lastSeenAt} />,
  },
  ...(onInvited
    ? [
        {
          key: 'actions',
          title: 'Actions',
          width: '3.5rem',
          end: true,
          cell: (user: User) => <UserActions user={user} onInvited={onInvited} />,
        },
      ]
    : []),
]

const Person = ({ user }: { readonly user: User }) => (
  <div>
    <Text size="sm" fw={550} truncate>
      {user.name}
    </Text>
    <Text size="xs" c="dimmed" truncate>
      {user.email ?? 'No e-mail address'}
    </Text>
  </div>
)
