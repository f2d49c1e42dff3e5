import { Anchor, Text } from '@mantine/core'
import { IconCircleCheck, IconCircleDashed } from '@tabler/icons-react'
import type { Answer } from '../../base/endpoint.ts'
import { downloadAddress } from '../../ui/address.ts'
import { Answered } from '../../ui/answered.tsx'
import type { Column } from '../../ui/columns.tsx'
import { useAnswer } from '../../ui/query.ts'
import { Section } from '../../ui/section.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Table } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'
import { figure } from '../../ui/words.ts'
import { downloadCsvProblems, listUploads } from '../contract.ts'

type Earlier = Answer<typeof listUploads>['uploads'][number]

/** Files uploaded before. */
export const EarlierUploads = () => (
  <Section title="Earlier uploads" bare>
    <Answered asked={useAnswer(listUploads, {})}>
      {({ uploads }) =>
        uploads.length === 0 ? (
          <Text size="sm" c="dimmed">
            None yet.
          </Text>
        ) : (
          <Table label="Earlier uploads" columns={columns} rows={uploads} keyOf={({ id }) => id} />
        )
      }
    </Answered>
  </Section>
)

const columns: Column<Earlier>[] = [
  { key: 'name', title: 'File', width: 'minmax(0, 1.6fr)', cell: ({ name }) => name },
  {
    key: 'kind',
    title: 'Holds',
    width: '5.5rem',
    cell: ({ kind }) => (kind === 'customers' ? 'Customers' : 'Contacts'),
  },
  { key: 'when', title: 'Uploaded', width: '7.5rem', cell: ({ uploadedAt }) => <When at={uploadedAt} /> },
  { key: 'rows', title: 'Rows', width: '4rem', end: true, cell: ({ rows }) => figure(rows) },
  {
    key: 'bad',
    title: 'Left out',
    width: '5rem',
    end: true,
    cell: ({ id, bad }) =>
      bad === 0 ? (
        '0'
      ) : (
        <Anchor
          inherit
          href={downloadAddress(downloadCsvProblems, { id })}
          download
          aria-label={`Download ${bad} rows left out`}
        >
          {figure(bad)}
        </Anchor>
      ),
  },
  {
    key: 'state',
    title: 'State',
    width: '7rem',
    cell: ({ appliedAt }) =>
      appliedAt === null ? (
        <StateBadge state={{ word: 'Not applied', tone: 'calm', icon: IconCircleDashed }} />
      ) : (
        <StateBadge state={{ word: 'Applied', tone: 'good', icon: IconCircleCheck }} />
      ),
  },
]
