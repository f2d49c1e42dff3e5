import { Button, Text } from '@mantine/core'
import { IconDownload, IconSearchOff, IconUsers } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Answer } from '../../base/endpoint.ts'
import { downloadAddress } from '../../ui/address.ts'
import type { Column } from '../../ui/columns.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ButtonLink, PageLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'
import { ownerFlag } from '../../ui/owner-flag.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { count, figure } from '../../ui/words.ts'
import { exportCustomers, listCustomers } from '../contract.ts'
import { CustomerFilters } from './customer-filters.tsx'
import type { CustomerSearch } from './customer-search.ts'
import { matchStates } from './match-state.ts'
import { SourceBadge } from './source-badge.tsx'

type Row = Answer<typeof listCustomers>['customers'][number]

/** All customers, found and filtered. What is chosen stands in the address. */
export const Customers = () => {
  const search = useSearch({ from: '/customers' })
  const navigate = useNavigate()
  const change = (part: CustomerSearch): void =>
    void navigate({ to: '/customers', search: { ...search, ...part }, replace: true, resetScroll: false })
  const { sort, ...filters } = search
  const filtered = Object.values(filters).some((value) => value !== undefined)
  return (
    <Page
      title="Customers"
      actions={
        <Button
          component="a"
          variant="default"
          href={downloadAddress(exportCustomers, {})}
          download
          leftSection={<IconDownload size={15} aria-hidden />}
        >
          Export
        </Button>
      }
    >
      <CustomerFilters search={search} onChange={change} />
      <VirtualTable
        label="Customers"
        listing={{
          endpoint: listCustomers,
          input: search,
          read: ({ total, customers }) => ({ total, rows: customers }),
        }}
        columns={columns}
        sorting={{
          by: sort ?? 'name',
          onSort: (by) => change({ sort: by as NonNullable<CustomerSearch['sort']> }),
        }}
        empty={<div className="cw-box">{filtered ? <NoneFound /> : <NoneYet />}</div>}
        total={(total) => (
          <Text size="sm" c="dimmed" mb={8} role="status">
            {count(total, 'customer')}
          </Text>
        )}
      />
    </Page>
  )
}

const NoneFound = () => (
  <Empty
    icon={IconSearchOff}
    title="No customer fits"
    action={
      <ButtonLink to="/customers" variant="default">
        Clear filters
      </ButtonLink>
    }
  >
    Search looks at names, external ids and e-mail addresses of contacts. Try fewer words or fewer filters.
  </Empty>
)

const NoneYet = () => (
  <Empty
    icon={IconUsers}
    title="No customers yet"
    action={<ButtonLink to="/settings/billing">Connect billing</ButtonLink>}
  >
    Customers come from your billing tool. Connect it, or upload a CSV file.
  </Empty>
)

const columns: Column<Row>[] = [
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(0, 2fr)',
    sort: 'name',
    cell: (row) => (
      <PageLink to="/customers/$id" params={{ id: row.id }} fw={550} inherit>
        {row.name}
      </PageLink>
    ),
  },
  {
    key: 'id',
    title: 'External id',
    width: 'minmax(5.5rem, 1.2fr)',
    sort: 'external_id',
    cell: (row) => <small>{row.externalId}</small>,
  },
  {
    key: 'match',
    title: 'Match',
    width: '9.2rem',
    cell: (row) => <StateBadge state={matchStates[row.match]} />,
  },
  {
    key: 'main',
    title: 'Main contact',
    width: 'minmax(0, 1.5fr)',
    hideEmpty: (row) => row.mainContact === null,
    cell: (row) => row.mainContact && <MainContact contact={row.mainContact} />,
  },
  {
    key: 'contacts',
    title: 'Contacts',
    width: '5.5rem',
    sort: 'contacts',
    end: true,
    cell: (row) => figure(row.contacts),
  },
  {
    key: 'source',
    title: 'From',
    width: '7rem',
    hideEmpty: (row) => row.contactSource === null,
    cell: (row) => row.contactSource && <SourceBadge source={row.contactSource} />,
  },
  {
    key: 'manager',
    title: 'Account manager',
    width: 'minmax(8.5rem, 1.1fr)',
    cell: (row) => <Manager manager={row.accountManager} />,
  },
]

const MainContact = ({ contact }: { readonly contact: NonNullable<Row['mainContact']> }) => (
  <span title={contact.email}>{contact.name === '' ? contact.email : contact.name}</span>
)

const Manager = ({ manager }: { readonly manager: Row['accountManager'] }) => {
  if (manager === null) return <span className="cw-quiet">Nobody</span>
  const flag = ownerFlag(manager)?.word.toLowerCase().replace(' in salesforce', '')
  return (
    <span>
      {manager.name}
      {flag && <small className="cw-quiet"> ({flag})</small>}
    </span>
  )
}
