import { Checkbox } from '@mantine/core'
import type { Column } from '../../../ui/columns.tsx'
import { PageLink } from '../../../ui/links.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { When } from '../../../ui/when.tsx'
import { kindWords, type Problem } from './kind-words.ts'
import type { ProblemSearch } from './problem-search.ts'

interface Choosing {
  readonly search: ProblemSearch
  readonly chosen: ReadonlySet<string>
  readonly onChoose: (id: string, on: boolean) => void
}

/** The columns of the list of problems. */
export const problemColumns = ({ search, chosen, onChoose }: Choosing): readonly Column<Problem>[] => [
  {
    key: 'about',
    title: 'About',
    width: 'minmax(0, 1.5fr)',
    cell: (row) => (
      <div className="cw-about">
        <Checkbox
          size="xs"
          mt={2}
          aria-label={`Choose ${row.subject}`}
          checked={chosen.has(row.id)}
          onChange={(event) => onChoose(row.id, event.currentTarget.checked)}
        />
        <div>
          <PageLink to="/problems" search={{ ...search, open: row.id }} resetScroll={false} fw={550} inherit>
            {row.subject}
          </PageLink>
          {row.customer && row.customer.name !== row.subject && <small>{row.customer.name}</small>}
        </div>
      </div>
    ),
  },
  {
    key: 'kind',
    title: 'Problem',
    width: '11.5rem',
    cell: (row) => <StateBadge state={kindWords[row.kind]} />,
  },
  { key: 'what', title: 'What happened', width: 'minmax(0, 2.2fr)', cell: ({ what }) => what },
  { key: 'since', title: 'Since', width: '6.5rem', cell: ({ since }) => <When at={since} /> },
  {
    key: 'assignee',
    title: 'Looked after by',
    width: '8rem',
    hideEmpty: ({ assignee }) => assignee === null,
    cell: ({ assignee }) => assignee?.name ?? <span className="cw-quiet">Nobody</span>,
  },
]
