import { Button, Group, NativeSelect, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Answered } from '../../ui/answered.tsx'
import { ProblemCard } from '../../ui/problem.tsx'
import { useAnswer, useDo } from '../../ui/query.ts'
import { Section } from '../../ui/section.tsx'
import { count } from '../../ui/words.ts'
import { applyCsv, previewCsv } from '../contract.ts'
import { Preview } from './preview.tsx'
import type { Upload } from './upload-answer.ts'

interface MappingProps {
  readonly upload: Upload
  readonly onBack: () => void
}

/** Second step: which column is what, and at once what that would do. */
export const Mapping = ({ upload, onBack }: MappingProps) => {
  const [mapping, setMapping] = useState(upload.mapping)
  const lacking = upload.targets.filter(({ target, required }) => required && !mapping[target])
  const ready = lacking.length === 0
  const navigate = useNavigate()
  const apply = useDo(applyCsv, {
    showsFailure: true,
    onDone: ({ runId }) => void navigate({ to: '/activity/$id', params: { id: runId } }),
  })
  // Once it is applied there is nothing left to preview, and asking would be refused.
  const open = ready && !apply.isPending && !apply.isSuccess
  const preview = useAnswer(previewCsv, { id: upload.id, mapping }, { enabled: open, keep: true })
  return (
    <>
      <Columns upload={upload} mapping={mapping} onChange={setMapping} />
      {ready ? (
        <Answered asked={preview}>{(answer) => <Preview upload={upload} preview={answer} />}</Answered>
      ) : (
        <Text size="sm" mb="lg" role="status">
          Choose a column for {lacking.map(({ label }) => label).join(' and ')} to see what would change.
        </Text>
      )}
      <Apply
        kind={upload.kind}
        good={ready && !preview.isFetching ? preview.data?.good : undefined}
        apply={apply}
        onApply={() => apply.mutate({ id: upload.id, mapping })}
        onBack={onBack}
      />
    </>
  )
}

interface ColumnsProps {
  readonly upload: Upload
  readonly mapping: Upload['mapping']
  readonly onChange: (mapping: Upload['mapping']) => void
}

const Columns = ({ upload, mapping, onChange }: ColumnsProps) => (
  <Section
    title="Columns"
    lead={`${upload.name}: ${count(upload.rows, 'row')}, ${upload.encoding.toUpperCase()}, columns divided by ${delimiters[upload.delimiter]}. ${upload.kind === 'customers' ? 'Columns you do not use are offered as custom fields.' : 'Columns you do not use are left aside.'}`}
  >
    <div className="cw-mapping">
      {upload.targets.map(({ target, label, required }) => (
        <NativeSelect
          key={target}
          label={label}
          required={required}
          data={[
            { value: '', label: 'Not in the file' },
            ...upload.columns.map((column) => ({ value: column, label: sampled(upload, column) })),
          ]}
          value={mapping[target] ?? ''}
          onChange={(event) =>
            onChange({
              ...mapping,
              [target]: event.currentTarget.value === '' ? null : event.currentTarget.value,
            })
          }
        />
      ))}
    </div>
  </Section>
)

const delimiters: Readonly<Record<Upload['delimiter'], string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
}

/** The column with its first value, so that it can be told from its neighbours. */
const sampled = (upload: Upload, column: string): string => {
  const value = upload.sample[0]?.[upload.columns.indexOf(column)]?.slice(0, 30)
  return value === undefined || value === '' ? column : `${column} (${value})`
}

interface ApplyProps {
  readonly kind: Upload['kind']
  /** Rows that would be taken over, once known. */
  readonly good: number | undefined
  readonly apply: Pick<ReturnType<typeof useDo<typeof applyCsv>>, 'error' | 'isPending'>
  readonly onApply: () => void
  readonly onBack: () => void
}

const Apply = ({ kind, good, apply, onApply, onBack }: ApplyProps) => (
  <>
    {apply.error && (
      <div className="cw-gap">
        <ProblemCard live problem={apply.error.failure} />
      </div>
    )}
    <Group gap="xs">
      <Button disabled={good === undefined || good === 0} loading={apply.isPending} onClick={onApply}>
        {good === undefined ? 'Apply' : `Apply ${count(good, kind === 'customers' ? 'customer' : 'contact')}`}
      </Button>
      <Button variant="default" onClick={onBack}>
        Choose another file
      </Button>
    </Group>
  </>
)
