import { Text } from '@mantine/core'
import type { Answer } from '../../../base/endpoint.ts'
import { exactly } from '../../../ui/ago.ts'
import type { Column } from '../../../ui/columns.tsx'
import { Section } from '../../../ui/section.tsx'
import { Table } from '../../../ui/table.tsx'
import { When } from '../../../ui/when.tsx'
import { count, figure } from '../../../ui/words.ts'
import type { getRun } from '../../contract.ts'

type ObjectRead = Answer<typeof getRun>['reads'][number]

const words: Readonly<Record<string, string>> = {
  Account: 'Accounts',
  Contact: 'Contacts',
  User: 'Users',
  AccountContactRelation: 'Contact relations',
  customers: 'Customers',
  customer_contacts: 'Billing contacts',
}

const tools: Readonly<Record<string, string>> = {
  salesforce: 'Salesforce',
  stripe: 'Stripe',
  csv: 'CSV file',
}

interface ObjectReadsProps {
  readonly reads: readonly ObjectRead[]
  /** Moments as date and time, for paper. */
  readonly exact?: boolean
}

/** What the sources were asked and what came, list by list, with what became of every row: nothing is missing. */
export const ObjectReads = ({ reads, exact = false }: ObjectReadsProps) =>
  reads.length > 0 && (
    <Section
      title="What was read"
      lead="A read counts only when as many records came as the source says there are."
      bare
    >
      <Table
        label="What was read"
        columns={columnsFor(exact)}
        rows={reads}
        keyOf={({ tool, object }) => `${tool} ${object}`}
      />
    </Section>
  )

const counted = (
  key: 'asked' | 'read' | 'created' | 'changed' | 'unchanged' | 'removed',
  title: string,
): Column<ObjectRead> => ({
  key,
  title,
  width: '5.2rem',
  end: true,
  hideEmpty: (read) => read[key] === null,
  cell: (read) => {
    const value = read[key]
    return value === null ? '–' : figure(value)
  },
})

const columnsFor = (exact: boolean): Column<ObjectRead>[] => [
  { key: 'object', title: 'Records', width: 'minmax(0, 2fr)', cell: (read) => <Name read={read} /> },
  {
    key: 'window',
    title: 'Window',
    width: 'minmax(0, 1.2fr)',
    cell: ({ since }) => (since === null ? 'Everything' : <Since since={since} exact={exact} />),
  },
  counted('asked', 'Asked'),
  counted('read', 'Read'),
  counted('created', 'New'),
  counted('changed', 'Changed'),
  counted('unchanged', 'Unchanged'),
  counted('removed', 'Gone'),
]

const Name = ({ read }: { readonly read: ObjectRead }) => (
  <div>
    {words[read.object] ?? read.object}
    <Text size="xs" c="dimmed">
      {notesOf(read).join(', ')}
    </Text>
    {read.hidden.length > 0 && (
      <Text size="xs" c="dimmed">
        Not shown to us: {read.hidden.join(', ')}
      </Text>
    )}
  </div>
)

const notesOf = (read: ObjectRead): string[] => {
  const { tool, pages, sweep, older, repeated, returned, created, stored, came } = read
  const meanwhile = came === null ? 0 : came - read.read
  return [
    tools[tool] ?? tool,
    ...(pages === null ? [] : [count(pages, 'page')]),
    ...(sweep ? [`${figure(sweep.read)} of ${figure(sweep.asked)} ids compared`] : []),
    ...(created === null ? [`${figure(stored)} new or changed`] : []),
    ...some(meanwhile, 'changed meanwhile'),
    ...some(older, 'older than ours'),
    ...some(repeated, 'sent twice'),
    ...some(returned, 'shown again'),
  ]
}

const some = (value: number | null, what: string): string[] =>
  value === null || value === 0 ? [] : [`${figure(value)} ${what}`]

const Since = ({ since, exact }: { readonly since: string; readonly exact: boolean }) => (
  <>Since {exact ? exactly(new Date(since)) : <When at={since} />}</>
)
