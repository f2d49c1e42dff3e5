import { Anchor, Text } from '@mantine/core'
import type { Answer } from '../../base/endpoint.ts'
import { downloadAddress } from '../../ui/address.ts'
import type { Column } from '../../ui/columns.tsx'
import { Figures } from '../../ui/figures.tsx'
import { Section } from '../../ui/section.tsx'
import { Table } from '../../ui/table.tsx'
import { count, figure } from '../../ui/words.ts'
import { downloadCsvProblems } from '../contract.ts'
import type { previewCsv } from '../contract.ts'
import type { Upload } from './upload-answer.ts'

type PreviewAnswer = Answer<typeof previewCsv>
type Problem = PreviewAnswer['problems'][number]
type Row = PreviewAnswer['rows'][number]

interface PreviewProps {
  readonly upload: Upload
  readonly preview: PreviewAnswer
}

/** What Apply would do: the numbers, the first rows, and every row that cannot be used with its reason. */
export const Preview = ({ upload, preview }: PreviewProps) => (
  <>
    <Section title="What would change" bare>
      <Figures
        figures={[
          { label: 'Added', value: figure(preview.added) },
          { label: 'Changed', value: figure(preview.changed) },
          { label: 'Unchanged', value: figure(preview.unchanged) },
          { label: 'Removed', value: figure(preview.removed), note: 'No longer in the file' },
        ]}
      />
      {preview.customFields.length > 0 && (
        <Text size="sm" mt="sm">
          Offered as custom fields: {preview.customFields.join(', ')}.
        </Text>
      )}
    </Section>
    {preview.bad > 0 && <Problems upload={upload} preview={preview} />}
    <Section title="First rows" lead="As Crosswalk reads them." bare>
      <Table
        label="First rows"
        columns={rowColumns(upload, preview.rows)}
        rows={preview.rows.slice(0, 5)}
        keyOf={(row) => Object.values(row).join('\u0000')}
      />
    </Section>
  </>
)

const Problems = ({ upload, preview }: PreviewProps) => (
  <Section
    title="Rows that cannot be used"
    lead={`${count(preview.bad, 'row')} will be left out. ${count(preview.good, 'good row')} still ${preview.good === 1 ? 'counts' : 'count'}.`}
    actions={
      <Anchor size="sm" href={downloadAddress(downloadCsvProblems, { id: upload.id })} download>
        Download all
      </Anchor>
    }
    bare
  >
    <Table
      label="Rows that cannot be used"
      columns={problemColumns}
      rows={preview.problems}
      keyOf={({ line, reason }) => `${line} ${reason}`}
    />
    {preview.bad > preview.problems.length && (
      <Text size="sm" c="dimmed" mt={6}>
        The first {figure(preview.problems.length)} are shown. The download has all.
      </Text>
    )}
  </Section>
)

const problemColumns: Column<Problem>[] = [
  { key: 'line', title: 'Where', width: '5.5rem', cell: ({ line }) => `Line ${figure(line)}` },
  { key: 'reason', title: 'Reason', width: 'minmax(0, 1.2fr)', cell: ({ reason }) => reason },
  {
    key: 'text',
    title: 'In the file',
    width: 'minmax(0, 1.4fr)',
    hideEmpty: ({ text }) => text === '',
    cell: ({ text }) => <small className="cw-quiet">{text}</small>,
  },
]

/** Only the columns that hold something, at most five. */
const rowColumns = (upload: Upload, rows: readonly Row[]): Column<Row>[] =>
  upload.targets
    .filter(({ target }) => rows.some((row) => row[target]))
    .slice(0, 5)
    .map(({ target, label }) => ({
      key: target,
      title: label,
      width: 'minmax(0, 1fr)',
      cell: (row: Row) => row[target] ?? '',
      hideEmpty: (row: Row) => !row[target],
    }))
