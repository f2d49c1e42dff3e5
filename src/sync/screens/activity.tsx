import { Text } from '@mantine/core'
import { IconActivity } from '@tabler/icons-react'
import { useRunNow } from '../../connections/screens/reading-now.tsx'
import type { Column } from '../../ui/columns.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ButtonLink, PageLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { When } from '../../ui/when.tsx'
import { listRuns } from '../contract.ts'
import { changeBrief, runLength, runStates } from './run-state.ts'
import type { Run } from './run-state.ts'

/** All runs, newest first. */
export const Activity = () => {
  useRunNow()
  return (
    <Page title="Activity" lead="Every time Crosswalk read your systems, and what it changed.">
      <VirtualTable
        label="Runs"
        listing={{ endpoint: listRuns, input: {}, read: ({ total, runs }) => ({ total, rows: runs }) }}
        columns={columns}
        empty={<NothingYet />}
      />
    </Page>
  )
}

const NothingYet = () => (
  <div className="cw-box">
    <Empty
      icon={IconActivity}
      title="Nothing has run yet"
      action={<ButtonLink to="/settings/billing">Connect billing</ButtonLink>}
    >
      The first run starts when you connect your billing tool.
    </Empty>
  </div>
)

const columns: Column<Run>[] = [
  {
    key: 'reason',
    title: 'Run',
    width: 'minmax(0, 1.8fr)',
    cell: (run) => (
      <div>
        <PageLink to="/activity/$id" params={{ id: run.id }} fw={550} inherit>
          {run.reason}
        </PageLink>
        <Text size="xs" c="dimmed">
          {run.kind === 'read' ? 'Read only' : 'Sync'}, by {run.by}
        </Text>
      </div>
    ),
  },
  {
    key: 'state',
    title: 'State',
    width: '9.5rem',
    cell: (run) => <StateBadge state={runStates[run.state]} />,
  },
  {
    key: 'changes',
    title: 'Changes',
    width: 'minmax(0, 2fr)',
    hideEmpty: (run) => run.counts === null,
    cell: (run) => changeBrief(run.counts),
  },
  {
    key: 'length',
    title: 'Took',
    width: '6rem',
    end: true,
    hideEmpty: (run) => runLength(run) === null,
    cell: (run) => runLength(run),
  },
  {
    key: 'when',
    title: 'When',
    width: '8rem',
    end: true,
    cell: (run) => <When at={run.startedAt ?? run.queuedAt} />,
  },
]
