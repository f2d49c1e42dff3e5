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

const tools: Readonly<Record<string, string>> = { salesforce: 'Salesforce', stripe: 'Stripe', csv: 'CSV' }

/** What each source was asked and what came: the proof that nothing is missing. */
export const RunReads = ({ reads }: { readonly reads: Run['reads'] }) => {
  if (reads.length === 0) return null
  return (
    <Section
      title="What was read"
      lead="A read counts only when as many records came as the source says there are."
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
            <Row key={`${read.tool} ${read.object}`} read={read} />
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  )
}

const Row = ({ read }: { readonly read: ObjectRead }) => (
  <Table.Tr>
    <Table.Td>
      {words[read.object] ?? read.object} <span className="cw-quiet">{tools[read.tool] ?? read.tool}</span>
      <Text size="xs" c="dimmed">
        {figure(read.stored)} new or changed, {figure(read.removed)} gone
        {read.pages !== null && `, ${count(read.pages, 'page')}`}
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
    <Table.Td ta="right">{read.asked === null ? 'Not said' : figure(read.asked)}</Table.Td>
    <Table.Td ta="right">{figure(read.read)}</Table.Td>
  </Table.Tr>
)

const Since = ({ since }: { readonly since: string }) => (
  <>
    Changed since <When at={since} />
  </>
)
