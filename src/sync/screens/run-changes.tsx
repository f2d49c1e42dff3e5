import { SegmentedControl, Text } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { FieldChanges, deedOf } from '../../customers/screens/history-line.tsx'
import type { Change } from '../../customers/screens/history-line.tsx'
import type { Column } from '../../ui/columns.tsx'
import { PageLink } from '../../ui/links.tsx'
import { Section } from '../../ui/section.tsx'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { count } from '../../ui/words.ts'
import { listRunChanges } from '../contract.ts'
import { readAbout } from './run-search.ts'

const kinds = [
  { value: 'all', label: 'All' },
  { value: 'contact', label: 'Contacts' },
  { value: 'account_manager', label: 'Account managers' },
  { value: 'customer', label: 'Customers' },
]

/** Everything one run changed. */
export const RunChanges = ({ id }: { readonly id: string }) => {
  const { about } = useSearch({ from: '/activity/$id' })
  const navigate = useNavigate()
  return (
    <Section
      title="Changes"
      bare
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Kind of change"
          data={kinds}
          value={about ?? 'all'}
          onChange={(value) =>
            void navigate({
              to: '/activity/$id',
              params: { id },
              search: readAbout({ about: value }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      }
    >
      <VirtualTable
        label="Changes"
        listing={{
          endpoint: listRunChanges,
          input: { id, about },
          read: ({ total, lines }) => ({ total, rows: lines }),
        }}
        columns={columns}
        total={(total) =>
          total > 0 && (
            <Text size="sm" c="dimmed" mb={8}>
              {count(total, 'change')}
            </Text>
          )
        }
        empty={
          <Text size="sm" c="dimmed">
            {about === undefined ? 'This run changed nothing.' : 'This run changed nothing of this kind.'}
          </Text>
        }
      />
    </Section>
  )
}

const columns: Column<Change>[] = [
  { key: 'deed', title: 'Change', width: '10.5rem', cell: deedOf },
  {
    key: 'customer',
    title: 'Customer',
    width: 'minmax(0, 1.2fr)',
    hideEmpty: (line) => line.customer === null,
    cell: (line) =>
      line.customer && (
        <PageLink to="/customers/$id" params={{ id: line.customer.id }} inherit>
          {line.customer.name}
        </PageLink>
      ),
  },
  { key: 'subject', title: 'What', width: 'minmax(0, 1.5fr)', cell: (line) => line.subject },
  {
    key: 'fields',
    title: 'Details',
    width: 'minmax(0, 1.8fr)',
    hideEmpty: (line) => line.detail === '' || line.fields.length === 0,
    cell: (line) => <FieldChanges line={line} />,
  },
]
