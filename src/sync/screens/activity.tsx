import { Text } from '@mantine/core'
import { IconActivity } from '@tabler/icons-react'
import { useRunNow } from '../../connections/screens/reading-now.tsx'
import { ActivityPages } from '../../customers/screens/activity-pages.tsx'
import type { Column } from '../../ui/columns.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ButtonLink, PageLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { When } from '../../ui/when.tsx'
import { listRuns } from '../contract.ts'
import { Waiting } from '../previews/screens/waiting.tsx'
import { changeBrief, isPlan, runKinds, runLength, stateOf } from './run-state.ts'
import type { Run } from './run-state.ts'
import { SyncNow } from './sync-now.tsx'

/** All runs, newest first. */
export const Activity = () => {
  useRunNow()
  return (
    <Page
      title="Activity"
      lead="Every time Crosswalk read your systems, and what it changed."
      actions={<SyncNow />}
    >
      <ActivityPages />
      <Waiting />
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

const Kind = ({ run }: { readonly run: Run }) => {
  const { word, icon: Drawn } = runKinds[run.kind]
  return (
    <Text size="xs" c="dimmed" className="cw-with-icon">
      <Drawn size={13} aria-hidden /> {word}, by {run.by}
    </Text>
  )
}

const Changes = ({ run }: { readonly run: Run }) =>
  isPlan(run) ? (
    <div>
      {changeBrief(run.counts)}
      <Text size="xs" c="dimmed">
        {run.appliedBy === null ? (
          'Not applied'
        ) : (
          <PageLink to="/activity/$id" params={{ id: run.appliedBy }} inherit>
            Carried out by another run
          </PageLink>
        )}
      </Text>
    </div>
  ) : (
    changeBrief(run.counts)
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
        <Kind run={run} />
      </div>
    ),
  },
  {
    key: 'state',
    title: 'State',
    width: '9.5rem',
    cell: (run) => <StateBadge state={stateOf(run)} />,
  },
  {
    key: 'changes',
    title: 'Changes',
    width: 'minmax(0, 2fr)',
    hideEmpty: (run) => run.counts === null,
    cell: (run) => <Changes run={run} />,
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
