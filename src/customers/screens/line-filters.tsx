import { Select } from '@mantine/core'
import type { ReactNode } from 'react'
import { SearchBox } from '../../ui/search-box.tsx'
import type { ChangeSearch } from './change-search.ts'

/** What lines are told apart by wherever they are listed. */
interface LineSearch<About extends string> extends Pick<ChangeSearch, 'change' | 'search'> {
  readonly about?: About | undefined
}

interface Kind<About extends string> {
  readonly value: About
  readonly label: string
}

/** The kinds of line that every list knows. */
export const lineKinds: readonly Kind<'contact' | 'account_manager' | 'customer'>[] = [
  { value: 'contact', label: 'Contacts' },
  { value: 'account_manager', label: 'Account managers' },
  { value: 'customer', label: 'Customers' },
]
const deeds = [
  { value: 'created', label: 'Added' },
  { value: 'changed', label: 'Changed' },
  { value: 'removed', label: 'Removed' },
]

interface LineFiltersProps<About extends string> {
  readonly search: LineSearch<About>
  readonly kinds: readonly Kind<About>[]
  readonly onChange: (part: LineSearch<About>) => void
  /** Further filters of this list. */
  readonly children?: ReactNode
}

/** Which lines of a plan or of the history are shown. */
export const LineFilters = <About extends string>({
  search,
  kinds,
  onChange,
  children,
}: LineFiltersProps<About>) => (
  <div className="cw-filters" role="search">
    <SearchBox
      value={search.search}
      placeholder="Customer, name or e-mail"
      onChange={(text) => onChange({ search: text })}
    />
    <Select
      label="Kind"
      placeholder="All"
      data={[...kinds]}
      value={search.about ?? null}
      clearable
      clearButtonProps={{ 'aria-label': 'Clear kind' }}
      // The select gives back one of the values it was given.
      onChange={(about) => onChange({ about: (about ?? undefined) as About | undefined })}
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
    {children}
  </div>
)
