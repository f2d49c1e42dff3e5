import { Group, Text } from '@mantine/core'
import { IconCircleCheck, IconMail, IconUserCog, IconUserPlus } from '@tabler/icons-react'
import type { Answer } from '../../base/endpoint.ts'
import { Answered } from '../../ui/answered.tsx'
import type { Column } from '../../ui/columns.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ButtonLink, PageLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'
import { useAnswer } from '../../ui/query.ts'
import { OwnerFlag } from '../../ui/owner-flag.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import type { StateWords } from '../../ui/state-badge.tsx'
import { Table } from '../../ui/table.tsx'
import { count, figure } from '../../ui/words.ts'
import { listAccountManagers } from '../contract.ts'
import { SourceBadge } from './source-badge.tsx'

type Manager = Answer<typeof listAccountManagers>['accountManagers'][number]

const statuses: Readonly<Record<Manager['status'], StateWords>> = {
  created: { word: 'Not invited', tone: 'calm', icon: IconUserPlus },
  invited: { word: 'Invited', tone: 'busy', icon: IconMail },
  joined: { word: 'Joined', tone: 'good', icon: IconCircleCheck },
}

/** Who looks after how many customers. */
export const AccountManagers = () => (
  <Page title="Account managers" lead="The people your customers are assigned to.">
    <Answered asked={useAnswer(listAccountManagers, {})}>
      {({ accountManagers, unassigned }) => (
        <>
          {unassigned > 0 && (
            <Text size="sm" mb="sm">
              <PageLink to="/customers" search={{ accountManager: 'none' }} inherit>
                {count(unassigned, 'customer')}
              </PageLink>{' '}
              without an account manager.
            </Text>
          )}
          {accountManagers.length === 0 ? (
            <NobodyYet />
          ) : (
            <Table label="Account managers" columns={columns} rows={accountManagers} keyOf={({ id }) => id} />
          )}
        </>
      )}
    </Answered>
  </Page>
)

const NobodyYet = () => (
  <div className="cw-box">
    <Empty
      icon={IconUserCog}
      title="No account managers yet"
      action={<ButtonLink to="/settings/crm">Open CRM settings</ButtonLink>}
    >
      Switch on account managers in the CRM settings to take the account owners from Salesforce, or assign
      people by hand at each customer.
    </Empty>
  </div>
)

const columns: Column<Manager>[] = [
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(0, 2fr)',
    cell: (manager) => (
      <div>
        <Text size="sm" fw={550} truncate>
          {manager.name}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {manager.email ?? 'No e-mail address'}
        </Text>
      </div>
    ),
  },
  {
    key: 'customers',
    title: 'Customers',
    width: '6rem',
    end: true,
    cell: (manager) => (
      <PageLink
        to="/customers"
        search={{ accountManager: manager.id }}
        inherit
        aria-label={`${figure(manager.customers)} customers of ${manager.name}`}
      >
        {figure(manager.customers)}
      </PageLink>
    ),
  },
  { key: 'source', title: 'From', width: '8rem', cell: (manager) => <SourceBadge source={manager.source} /> },
  {
    key: 'status',
    title: 'Status',
    width: 'minmax(0, 1.6fr)',
    cell: (manager) => (
      <Group gap={4}>
        <StateBadge state={statuses[manager.status]} />
        <OwnerFlag owner={manager} />
      </Group>
    ),
  },
]
