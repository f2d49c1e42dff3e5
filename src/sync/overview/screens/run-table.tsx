import type { Answer } from '../../../base/endpoint.ts'
import type { Column } from '../../../ui/columns.tsx'
import { PageLink } from '../../../ui/links.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Table } from '../../../ui/table.tsx'
import { When } from '../../../ui/when.tsx'
import { duration, figure } from '../../../ui/words.ts'
import { runStates } from '../../screens/run-state.ts'
import type { getOverview } from '../contract.ts'

type Run = Answer<typeof getOverview>['runs'][number]

/** The runs of the timeline as rows. */
export const RunTable = ({ runs }: { readonly runs: readonly Run[] }) => (
  <Table label="Runs" columns={columns} rows={runs} keyOf={({ id }) => id} />
)

const columns: Column<Run>[] = [
  {
    key: 'reason',
    title: 'Run',
    width: 'minmax(0, 2fr)',
    cell: ({ id, reason }) => (
      <PageLink to="/activity/$id" params={{ id }} inherit>
        {reason}
      </PageLink>
    ),
  },
  {
    key: 'state',
    title: 'State',
    width: '9.5rem',
    cell: ({ state }) => <StateBadge state={runStates[state]} />,
  },
  {
    key: 'changes',
    title: 'Changes',
    width: '8rem',
    end: true,
    cell: ({ changes, applied }) => `${figure(changes)}${!applied && changes > 0 ? ' planned' : ''}`,
  },
  {
    key: 'took',
    title: 'Took',
    width: '6rem',
    end: true,
    cell: ({ milliseconds }) => duration(milliseconds),
  },
  { key: 'when', title: 'When', width: '8rem', end: true, cell: ({ startedAt }) => <When at={startedAt} /> },
]
