import { Table, Text } from '@mantine/core'
import { Section } from '../../ui/section.tsx'
import { When } from '../../ui/when.tsx'
import { count, figure } from '../../ui/words.ts'
import type { Run } from './run-state.ts'

type ObjectRead = Run['reads'][number]

const words: Readonly<Record<string, string>> = {
  Account: 'Accounts',
  Contact: 'Contacts',
  User: 'Users',
  AccountContactRelation: 'Contact relations',
}

/** What Salesforce was asked and what came: the proof that nothing is missing. */
export const RunReads = ({ reads }: { readonly reads: Run['reads'] }) => {
  if (reads.length === 0) return null
  return (
    <Section
      title="Read from Salesforce"
      lead="A read counts only when as many records came as Salesforce says there are."
      bare
    >
      <Table verticalSpacing="xs" horizontalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Records</Table.Th>
            <Table.Th>Window</Table.Th>
            <Table.Th ta="right">Asked</Table.Th>
            <Table.Th ta="right">Read</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {reads.map((read) => (
            <Row key={read.object} read={read} />
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  )
}

const Row = ({ read }: { readonly read: ObjectRead }) => (
  <Table.Tr>
    <Table.Td>
      {words[read.object] ?? read.object}
      <Text size="xs" c="dimmed">
        {figure(read.stored)} new or changed, {figure(read.removed)} gone, {count(read.pages, 'page')}
      </Text>
      {read.sweep && (
        <Text size="xs" c="dimmed">
          {figure(read.sweep.read)} ids compared, of {figure(read.sweep.asked)}
        </Text>
      )}
      {read.hidden.length > 0 && (
        <Text size="xs" c="dimmed">
          Not shown to us: {read.hidden.join(', ')}
        </Text>
      )}
    </Table.Td>
    <Table.Td>{read.since === null ? 'Everything' : <Since since={read.since} />}</Table.Td>
    <Table.Td ta="right">{figure(read.asked)}</Table.Td>
    <Table.Td ta="right">{figure(read.read)}</Table.Td>
  </Table.Tr>
)

const Since = ({ since }: { readonly since: string }) => (
  <>
    Changed since <When at={since} />
  </>
)
