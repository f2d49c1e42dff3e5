import { Select } from '@mantine/core'
import { useAnswer } from '../../ui/query.ts'
import { listAccountFields } from '../contract.ts'

interface AnotherProps {
  readonly value: string
  readonly onChange: (field: string) => void
}

/** Lets one match on another field of the Account than its id. Folded away, because few need it. */
export const AnotherAccountField = ({ value, onChange }: AnotherProps) => {
  const fields = useAnswer(listAccountFields, {}).data?.fields ?? [
    { name: 'Id', label: 'Account ID', type: 'id' },
  ]
  return (
    <details className="cw-details" open={value !== 'Id'}>
      <summary>Advanced: match on another Account field</summary>
      <Select
        mt="xs"
        maw={360}
        label="Account field"
        description="Equal values mean the same company. Usually this is the Account ID."
        searchable
        allowDeselect={false}
        data={fields.map(({ name, label, type }) => ({ value: name, label: `${label} (${name}, ${type})` }))}
        value={value}
        onChange={(field) => field !== null && onChange(field)}
      />
    </details>
  )
}
