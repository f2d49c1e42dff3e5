import { Button, Text } from '@mantine/core'
import { IconChecks, IconDownload, IconSearchOff } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { downloadAddress } from '../../../ui/address.ts'
import { Empty } from '../../../ui/empty.tsx'
import { ButtonLink } from '../../../ui/links.tsx'
import { Page } from '../../../ui/page.tsx'
import { useFirstPage } from '../../../ui/pages.ts'
import type { Listing } from '../../../ui/pages.ts'
import { VirtualTable } from '../../../ui/virtual-table.tsx'
import { count } from '../../../ui/words.ts'
import { exportProblems, listProblems } from '../contract.ts'
import { ChosenBar } from './chosen-bar.tsx'
import { KindCards } from './kind-cards.tsx'
import type { Problem } from './kind-words.ts'
import { problemColumns } from './problem-columns.tsx'
import { ProblemDrawer } from './problem-drawer.tsx'
import { ProblemFilters } from './problem-filters.tsx'
import type { ProblemSearch } from './problem-search.ts'
import './problems.css'

/** What needs attention, by kind, with everything to be done about it. What is chosen stands in the address. */
export const Problems = () => {
  const search = useSearch({ from: '/problems' })
  const navigate = useNavigate()
  const { open, ...asked } = search
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const change = (part: ProblemSearch): void => {
    setChosen(new Set())
    void navigate({ to: '/problems', search: { ...search, ...part }, replace: true, resetScroll: false })
  }
  return (
    <Page
      title="Problems"
      lead="What keeps reminders from reaching the right person, and who can fix it. Mended ones close by themselves."
      actions={
        <Button
          component="a"
          variant="default"
          href={downloadAddress(exportProblems, asked)}
          download
          leftSection={<IconDownload size={15} aria-hidden />}
        >
          Export
        </Button>
      }
    >
      <ProblemFilters search={search} onChange={change} />
      <ProblemList search={search} chosen={chosen} onChoose={setChosen} />
      {chosen.size > 0 && <ChosenBar ids={[...chosen]} onClear={() => setChosen(new Set())} />}
      <ProblemDrawer id={open ?? null} onClose={() => change({ open: undefined })} />
    </Page>
  )
}

interface ProblemListProps {
  readonly search: ProblemSearch
  readonly chosen: ReadonlySet<string>
  readonly onChoose: (chosen: ReadonlySet<string>) => void
}

const ProblemList = ({ search, chosen, onChoose }: ProblemListProps) => {
  const { open: _open, ...asked } = search
  const listing: Listing<typeof listProblems, Problem> = {
    endpoint: listProblems,
    input: asked,
    read: ({ total, problems }) => ({ total, rows: problems }),
  }
  const groups = useFirstPage(listing).data?.groups ?? []
  const columns = useMemo(
    () =>
      problemColumns({
        search,
        chosen,
        onChoose: (id, on) =>
          onChoose(new Set(on ? [...chosen, id] : [...chosen].filter((one) => one !== id))),
      }),
    [search, chosen, onChoose],
  )
  const filtered = Object.values(asked).some((value) => value !== undefined)
  return (
    <>
      <KindCards groups={groups} search={search} />
      <VirtualTable
        label="Problems"
        listing={listing}
        columns={columns}
        empty={<div className="cw-box">{filtered ? <NoneFound /> : <NoneAtAll />}</div>}
        total={(total) =>
          total > 0 && (
            <Text size="sm" c="dimmed" mb={8} role="status">
              {count(total, 'problem')}
            </Text>
          )
        }
      />
    </>
  )
}

const NoneFound = () => (
  <Empty
    icon={IconSearchOff}
    title="No problem fits"
    action={
      <ButtonLink to="/problems" variant="default">
        Clear filters
      </ButtonLink>
    }
  >
    Try fewer words or fewer filters.
  </Empty>
)

const NoneAtAll = () => (
  <Empty
    icon={IconChecks}
    title="Nothing needs attention"
    action={
      <ButtonLink to="/customers" variant="default">
        See customers
      </ButtonLink>
    }
  >
    Every customer has its account, its contacts and its account manager. Each run looks again.
  </Empty>
)
