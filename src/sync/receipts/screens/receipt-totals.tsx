import type { Answer } from '../../../base/endpoint.ts'
import type { Column } from '../../../ui/columns.tsx'
import { PageLink } from '../../../ui/links.tsx'
import { Section } from '../../../ui/section.tsx'
import { Table } from '../../../ui/table.tsx'
import { figure } from '../../../ui/words.ts'
import type { getReceipt } from '../contract.ts'

type Content = Answer<typeof getReceipt>['content']
type Skipped = NonNullable<Content['skipped']>[number]

interface Row {
  readonly what: string
  readonly before: number | null
  readonly created: number
  readonly changed: number | null
  readonly removed: number
  readonly after: number | null
}

/** What the run did to the customers, in figures, and which contacts it left out. */
export const ReceiptTotals = ({ content }: { readonly content: Content }) => (
  <>
    <Section
      title={content.run.appliedAt === null && content.run.counts ? 'What would change' : 'Changes'}
      bare
    >
      <Table label="Changes" columns={columns} rows={rowsOf(content)} keyOf={({ what }) => what} />
    </Section>
    {content.skipped && content.skipped.length > 0 && (
      <Section title="Contacts left out" bare>
        <Table
          label="Contacts left out"
          columns={skippedColumns}
          rows={content.skipped}
          keyOf={({ source, reason }) => `${source} ${reason}`}
        />
      </Section>
    )}
  </>
)

const rowsOf = ({ totals, run: { counts } }: Content): Row[] => {
  const row = (what: 'customers' | 'contacts'): Row => ({
    what: what === 'customers' ? 'Customers' : 'Contacts',
    before: totals[what].before,
    created: counts?.[what].created ?? 0,
    changed: counts?.[what].changed ?? 0,
    removed: counts?.[what].removed ?? 0,
    after: totals[what].after,
  })
  const rows = [row('customers'), row('contacts')]
  if (!counts) return rows
  const { assigned, changed, cleared } = counts.accountManagers
  const none = { before: null, after: null }
  return [
    ...rows,
    { what: 'Account managers', created: assigned, changed, removed: cleared, ...none },
    { what: 'Users', created: counts.usersCreated, changed: null, removed: 0, ...none },
  ]
}

const counted = (key: Exclude<keyof Row, 'what'>, title: string): Column<Row> => ({
  key,
  title,
  width: '6rem',
  end: true,
  hideEmpty: (row) => row[key] === null,
  cell: (row) => {
    const value = row[key]
    return value === null ? '–' : figure(value)
  },
})

const columns: Column<Row>[] = [
  { key: 'what', title: 'What', width: 'minmax(0, 2fr)', cell: ({ what }) => what },
  counted('before', 'Before'),
  counted('created', 'New'),
  counted('changed', 'Changed'),
  counted('removed', 'Gone'),
  counted('after', 'After'),
]

const reasons: Readonly<Record<Skipped['reason'], string>> = {
  no_address: 'No e-mail address',
  unusable_address: 'Not a usable e-mail address',
  sandbox_address: 'Address of a sandbox copy',
}
const sources: Readonly<Record<Skipped['source'], string>> = {
  billing: 'Billing tool',
  salesforce: 'Salesforce',
}

const skippedColumns: Column<Skipped>[] = [
  { key: 'reason', title: 'Reason', width: 'minmax(0, 2fr)', cell: ({ reason }) => reasons[reason] },
  { key: 'source', title: 'From', width: 'minmax(0, 1fr)', cell: ({ source }) => sources[source] },
  {
    key: 'contacts',
    title: 'Contacts',
    width: '6rem',
    end: true,
    cell: ({ contacts }) => (
      <PageLink to="/customers/left-out" inherit>
        {figure(contacts)}
      </PageLink>
    ),
  },
]
