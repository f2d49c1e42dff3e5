import { Select } from '@mantine/core'
import { SearchBox } from '../../ui/search-box.tsx'
import type { RunSearch } from './run-search.ts'

interface FiltersProps {
  readonly search: RunSearch
  readonly onChange: (part: RunSearch) => void
}

const kinds = [
  { value: 'contact', label: 'Contacts' },
  { value: 'account_manager', label: 'Account managers' },
  { value: 'customer', label: 'Customers' },
]
const deeds = [
  { value: 'created', label: 'Added' },
  { value: 'changed', label: 'Changed' },
  { value: 'removed', label: 'Removed' },
]

/** What of a run’s lines is shown. */
export const RunFilters = ({ search, onChange }: FiltersProps) => (
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
      onChange={(about) => onChange({ about: (about ?? undefined) as RunSearch['about'] })}
    />
    <Select
      label="Change"
      placeholder="All"
      data={deeds}
      value={search.change ?? null}
      clearable
      clearButtonProps={{ 'aria-label': 'Clear change' }}
      onChange={(change) => onChange({ change: (change ?? undefined) as RunSearch['change'] })}
    />
  </div>
)
