import { Button, Text } from '@mantine/core'
import { IconDownload, IconHistory, IconSearchOff } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { downloadAddress } from '../../ui/address.ts'
import type { Column } from '../../ui/columns.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ButtonLink, PageLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { When } from '../../ui/when.tsx'
import { count } from '../../ui/words.ts'
import { exportHistory, listHistory } from '../contract.ts'
import { ActivityPages } from './activity-pages.tsx'
import { ChangeFilters } from './change-filters.tsx'
import type { ChangeSearch } from './change-search.ts'
import { FieldChanges, deedOf } from './history-line.tsx'
import type { Change } from './history-line.tsx'
import { SourceBadge } from './source-badge.tsx'

/** Every change of every customer, found and filtered. What is chosen stands in the address. */
export const Changes = () => {
  const search = useSearch({ from: '/activity/changes' })
  const navigate = useNavigate()
  const change = (part: ChangeSearch): void =>
    void navigate({
      to: '/activity/changes',
      search: { ...search, ...part },
      replace: true,
      resetScroll: false,
    })
  const filtered = Object.values(search).some((value) => value !== undefined)
  return (
    <Page
      title="Changes"
      lead="What changed at your customers, who or what did it, and what it was before."
      actions={
        <Button
          component="a"
          variant="default"
          href={downloadAddress(exportHistory, search)}
          download
          leftSection={<IconDownload size={15} aria-hidden />}
        >
          Export
        </Button>
      }
    >
      <ActivityPages />
      <ChangeFilters search={search} onChange={change} />
      <VirtualTable
        label="Changes"
        listing={{
          endpoint: listHistory,
          input: search,
          read: ({ total, lines }) => ({ total, rows: lines }),
        }}
        columns={columns}
        empty={<div className="cw-box">{filtered ? <NoneFound /> : <NoneYet />}</div>}
        total={(total) => (
          <Text size="sm" c="dimmed" mb={8} role="status">
            {count(total, 'change')}
          </Text>
        )}
      />
    </Page>
  )
}

const NoneFound = () => (
  <Empty
    icon={IconSearchOff}
    title="No change fits"
    action={
      <ButtonLink to="/activity/changes" variant="default">
        Clear filters
      </ButtonLink>
    }
  >
    Search looks at customers, contacts, their addresses and account managers. Try fewer words or fewer
    filters.
  </Empty>
)

const NoneYet = () => (
  <Empty
    icon={IconHistory}
    title="Nothing has changed yet"
    action={<ButtonLink to="/activity">See the runs</ButtonLink>}
  >
    Every change a run or a person makes stands here from then on.
  </Empty>
)

const columns: Column<Change>[] = [
  {
    key: 'when',
    title: 'When',
    width: '8rem',
    cell: (line) =>
      line.runId === null ? (
        <When at={line.at} />
      ) : (
        <PageLink to="/activity/$id" params={{ id: line.runId }} inherit>
          <When at={line.at} />
        </PageLink>
      ),
  },
  { key: 'deed', title: 'Change', width: '10.5rem', cell: deedOf },
  {
    key: 'customer',
    title: 'Customer',
    width: 'minmax(0, 1.1fr)',
    hideEmpty: (line) => line.customer === null,
    cell: (line) =>
      line.customer && (
        <PageLink to="/customers/$id" params={{ id: line.customer.id }} inherit>
          {line.customer.name}
        </PageLink>
      ),
  },
  { key: 'subject', title: 'What', width: 'minmax(0, 1.4fr)', cell: (line) => line.subject },
  {
    key: 'fields',
    title: 'Details',
    width: 'minmax(0, 1.6fr)',
    hideEmpty: (line) => line.detail === '' || line.fields.length === 0,
    cell: (line) => <FieldChanges line={line} />,
  },
  {
    key: 'source',
    title: 'From',
    width: '7rem',
    hideEmpty: (line) => line.source === null,
    cell: (line) => line.source && <SourceBadge source={line.source} />,
  },
  { key: 'by', title: 'By', width: '7rem', cell: (line) => line.by },
]
