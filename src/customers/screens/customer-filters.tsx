import { Select } from '@mantine/core'
import { useAnswer } from '../../ui/query.ts'
import { SearchBox } from '../../ui/search-box.tsx'
import { listAccountManagers } from '../contract.ts'
import type { CustomerSearch } from './customer-search.ts'
import { matchOrder, matchStates } from './match-state.ts'
import { sources } from './source-badge.tsx'

interface FiltersProps {
  readonly search: CustomerSearch
  readonly onChange: (part: CustomerSearch) => void
}

const matchChoices = [
  { value: 'found', label: 'In Salesforce, merged or not' },
  ...matchOrder.map((value): { value: string; label: string } => ({ value, label: matchStates[value].word })),
]
const sourceChoices = [
  ...Object.entries(sources).map(([value, { word }]) => ({ value, label: word })),
  { value: 'none', label: 'No contacts' },
]
const sortChoices = [
  { value: 'name', label: 'Name, A to Z' },
  { value: '-name', label: 'Name, Z to A' },
  { value: '-contacts', label: 'Most contacts' },
  { value: 'contacts', label: 'Fewest contacts' },
  { value: 'external_id', label: 'External id' },
]

/** The search box and the filters of the customer list. */
export const CustomerFilters = ({ search, onChange }: FiltersProps) => {
  const managers = useAnswer(listAccountManagers, {}).data?.accountManagers ?? []
  const managerChoices = [
    { value: 'none', label: 'Nobody' },
    ...managers.map(({ id, name }) => ({ value: id, label: name })),
  ]
  // The select gives back one of the values it was given.
  const choose = (name: keyof CustomerSearch) => (value: string | null) =>
    onChange({ [name]: value ?? undefined } as CustomerSearch)
  return (
    <div className="cw-filters" role="search">
      <SearchBox
        value={search.search}
        placeholder="Name, external id or e-mail"
        onChange={(text) => onChange({ search: text })}
      />
      <Filter label="Match" choices={matchChoices} value={search.match} onChange={choose('match')} />
      <Filter
        label="Account manager"
        choices={managerChoices}
        value={search.accountManager}
        onChange={choose('accountManager')}
      />
      <Filter
        label="Contacts from"
        choices={sourceChoices}
        value={search.contactSource}
        onChange={choose('contactSource')}
      />
      <div className="cw-narrow-only">
        <Select
          label="Sort by"
          data={sortChoices}
          value={search.sort ?? 'name'}
          allowDeselect={false}
          onChange={choose('sort')}
        />
      </div>
    </div>
  )
}

interface FilterProps {
  readonly label: string
  readonly choices: { value: string; label: string }[]
  readonly value: string | undefined
  readonly onChange: (value: string | null) => void
}

const Filter = ({ label, choices, value, onChange }: FilterProps) => (
  <Select
    label={label}
    placeholder="Any"
    data={choices}
    value={value ?? null}
    onChange={onChange}
    clearable
    searchable={choices.length > 10}
    clearButtonProps={{ 'aria-label': `Clear ${label.toLowerCase()}` }}
    nothingFoundMessage="Nothing fits"
  />
)
