import { Button, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { LineFilters, lineKinds } from '../../customers/screens/line-filters.tsx'
import { FieldChanges, deedOf, plannedDeedOf } from '../../customers/screens/history-line.tsx'
import type { Change } from '../../customers/screens/history-line.tsx'
import { downloadAddress } from '../../ui/address.ts'
import type { Column } from '../../ui/columns.tsx'
import { PageLink } from '../../ui/links.tsx'
import { Section } from '../../ui/section.tsx'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { count } from '../../ui/words.ts'
import { brakeWords } from '../brakes/screens/brake-words.ts'
import { listRunChanges } from '../contract.ts'
import { exportRunChanges } from '../previews/contract.ts'
import type { RunSearch } from './run-search.ts'
import { isPlan } from './run-state.ts'
import type { Run } from './run-state.ts'

/** Everything one run changed, or would change: found, filtered, and to take away. */
export const RunChanges = ({ run }: { readonly run: Run }) => {
  const { id } = run
  const search = useSearch({ from: '/activity/$id' })
  const navigate = useNavigate()
  const change = (part: RunSearch): void =>
    void navigate({
      to: '/activity/$id',
      params: { id },
      search: { ...search, ...part },
      replace: true,
      resetScroll: false,
    })
  const plan = isPlan(run)
  return (
    <div id="changes">
      <Section title={plan ? 'Every change' : 'Changes'} bare actions={<Export id={id} search={search} />}>
        <LineFilters search={search} kinds={lineKinds} onChange={change} />
        {search.brake !== undefined && (
          <OnlyBehind brake={search.brake} onClear={() => change({ brake: undefined })} />
        )}
        <VirtualTable
          label="Changes"
          listing={{
            endpoint: listRunChanges,
            input: { id, ...search },
            read: ({ total, lines }) => ({ total, rows: lines }),
          }}
          columns={plan ? plannedColumns : columns}
          total={(total) =>
            total > 0 && (
              <Text size="sm" c="dimmed" mb={8} role="status">
                {count(total, 'change')}
              </Text>
            )
          }
          empty={
            <Text size="sm" c="dimmed">
              {nothingSentence(
                plan,
                Object.values(search).some((value) => value !== undefined),
              )}
            </Text>
          }
        />
      </Section>
    </div>
  )
}

const nothingSentence = (plan: boolean, filtered: boolean): string => {
  if (filtered) return 'No change fits. Try fewer words or fewer filters.'
  return plan ? 'Nothing would change.' : 'This run changed nothing.'
}

const Export = ({ id, search }: { readonly id: string; readonly search: RunSearch }) => (
  <Button
    component="a"
    size="xs"
    variant="default"
    href={downloadAddress(exportRunChanges, { id, ...search })}
    download
    leftSection={<IconDownload size={14} aria-hidden />}
  >
    Export
  </Button>
)

interface OnlyBehindProps {
  readonly brake: NonNullable<RunSearch['brake']>
  readonly onClear: () => void
}

const OnlyBehind = ({ brake, onClear }: OnlyBehindProps) => (
  <Text size="sm" mb="sm">
    Only the rows behind “{brakeWords[brake]}”.{' '}
    <Button size="compact-xs" variant="default" onClick={onClear}>
      Show all rows
    </Button>
  </Text>
)

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
    title: 'Before and after',
    width: 'minmax(0, 1.8fr)',
    hideEmpty: (line) => line.detail === '' || (line.detail === null && line.fields.length === 0),
    cell: (line) => <FieldChanges line={line} />,
  },
]

const plannedColumns: Column<Change>[] = columns.map((column) =>
  column.key === 'deed' ? { ...column, cell: plannedDeedOf } : column,
)
