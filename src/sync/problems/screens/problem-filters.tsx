import { Select } from '@mantine/core'
import { listUsers } from '../../../people/contract.ts'
import { useAnswer } from '../../../ui/query.ts'
import { SearchBox } from '../../../ui/search-box.tsx'
import type { ProblemSearch } from './problem-search.ts'

interface ProblemFiltersProps {
  readonly search: ProblemSearch
  readonly onChange: (part: ProblemSearch) => void
}

const stateChoices = [
  { value: 'no', label: 'Open' },
  { value: 'yes', label: 'Put off' },
]

/** The search box and the filters of the list of problems. */
export const ProblemFilters = ({ search, onChange }: ProblemFiltersProps) => {
  const users = useAnswer(listUsers, {}).data?.users ?? []
  const assigneeChoices = [
    { value: 'me', label: 'Me' },
    { value: 'none', label: 'Nobody' },
    ...users.filter(({ status }) => status !== 'created').map(({ id, name }) => ({ value: id, label: name })),
  ]
  return (
    <div className="cw-filters" role="search">
      <SearchBox
        value={search.search}
        placeholder="Customer, contact or owner"
        onChange={(text) => onChange({ search: text })}
      />
      <Select
        label="Looked after by"
        placeholder="Anybody"
        data={assigneeChoices}
        value={search.assignee ?? null}
        clearable
        searchable={assigneeChoices.length > 10}
        clearButtonProps={{ 'aria-label': 'Clear looked after by' }}
        onChange={(value) => onChange({ assignee: value ?? undefined })}
      />
      <Select
        label="Show"
        data={stateChoices}
        value={search.snoozed ?? 'no'}
        allowDeselect={false}
        onChange={(value) => onChange({ snoozed: value === 'yes' ? 'yes' : undefined })}
      />
    </div>
  )
}
