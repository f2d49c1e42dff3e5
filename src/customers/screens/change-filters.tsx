import { TextInput } from '@mantine/core'
import type { ChangeSearch } from './change-search.ts'
import { LineFilters, lineKinds } from './line-filters.tsx'

interface FiltersProps {
  readonly search: ChangeSearch
  readonly onChange: (part: ChangeSearch) => void
}

const kinds = [...lineKinds, { value: 'match' as const, label: 'Matches' }]

/** Which changes are shown. */
export const ChangeFilters = ({ search, onChange }: FiltersProps) => (
  <LineFilters search={search} kinds={kinds} onChange={onChange}>
    <Day label="From" value={search.from} onChange={(from) => onChange({ from })} />
    <Day label="To" value={search.to} onChange={(to) => onChange({ to })} />
  </LineFilters>
)

interface DayProps {
  readonly label: string
  readonly value: string | undefined
  readonly onChange: (day: string | undefined) => void
}

const Day = ({ label, value, onChange }: DayProps) => (
  <TextInput
    type="date"
    label={label}
    value={value?.slice(0, 10) ?? ''}
    onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
  />
)
