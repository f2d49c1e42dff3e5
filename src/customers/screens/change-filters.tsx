import { Select, TextInput } from '@mantine/core'
import { SearchBox } from '../../ui/search-box.tsx'
import type { ChangeSearch } from './change-search.ts'

interface FiltersProps {
  readonly search: ChangeSearch
  readonly onChange: (part: ChangeSearch) => void
}

const kinds = [
  { value: 'contact', label: 'Contacts' },
  { value: 'account_manager', label: 'Account managers' },
  { value: 'customer', label: 'Customers' },
  { value: 'match', label: 'Matches' },
]
const deeds = [
  { value: 'created', label: 'Added' },
  { value: 'changed', label: 'Changed' },
  { value: 'removed', label: 'Removed' },
]

/** Which changes are shown. */
export const ChangeFilters = ({ search, onChange }: FiltersProps) => (
  <div className="cw-filters" role="search">
    <SearchBox
      value={search.search ?? ''}
      placeholder="Customer, name or e-mail"
      onChange={(text) => onChange({ search: text === '' ? undefined : text })}
    />
    <Select
      label="Kind"
      placeholder="All"
      data={kinds}
      value={search.about ?? null}
      clearable
      clearButtonProps={{ 'aria-label': 'Clear kind' }}
      // The select gives back one of the values it was given.
      onChange={(about) => onChange({ about: (about ?? undefined) as ChangeSearch['about'] })}
    />
    <Select
      label="Change"
      placeholder="All"
      data={deeds}
      value={search.change ?? null}
      clearable
      clearButtonProps={{ 'aria-label': 'Clear change' }}
      onChange={(change) => onChange({ change: (change ?? undefined) as ChangeSearch['change'] })}
    />
    <Day label="From" value={search.from} onChange={(from) => onChange({ from })} />
    <Day label="To" value={search.to} onChange={(to) => onChange({ to })} />
  </div>
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
