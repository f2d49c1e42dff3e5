import { Text } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { exactly } from '../../../ui/ago.ts'
import { PageLink } from '../../../ui/links.tsx'
import { When } from '../../../ui/when.tsx'
import { isLive, type Run } from '../../screens/run-state.ts'

type UndoLink = Run['undoneBy'][number]

/** From an undo to the run it takes back, and from a run to the undos that took it, or a part of it, back. */
export const UndoLinks = ({ run }: { readonly run: Run }) => (
  <>
    {run.undoes && (
      <Sentence>
        {run.applied || isLive(run) ? 'Takes back' : 'Did not take back'} <Undone link={run.undoes} />.
      </Sentence>
    )}
    {run.undoneBy.map((link) => (
      <Sentence key={link.runId}>
        <Undo link={link} />, <When at={link.at} />.
      </Sentence>
    ))}
  </>
)

const Sentence = ({ children }: { readonly children: ReactNode }) => (
  <Text size="sm" className="cw-with-icon cw-gap">
    <IconArrowBackUp size={14} aria-hidden /> {children}
  </Text>
)

/** What an undo takes back, with the way there. */
const Undone = ({ link }: { readonly link: UndoLink }) => {
  const way = <RunLink id={link.runId}>the run of {exactly(new Date(link.at))}</RunLink>
  if (link.part === 'run') return way
  if (link.part === 'line') return <>one change of {way}</>
  return (
    <>
      what {way} did at <Customer link={link} />
    </>
  )
}

/** Who took back how much of a run, with the way to the undo. */
const Undo = ({ link }: { readonly link: UndoLink }) => {
  if (link.part === 'run') return <RunLink id={link.runId}>{link.by} took this run back</RunLink>
  if (link.part === 'line')
    return <RunLink id={link.runId}>{link.by} took one change of this run back</RunLink>
  return (
    <>
      <RunLink id={link.runId}>{link.by} took back</RunLink> what this run did at <Customer link={link} />
    </>
  )
}

const RunLink = ({ id, children }: { readonly id: string; readonly children: ReactNode }) => (
  <PageLink to="/activity/$id" params={{ id }} inherit>
    {children}
  </PageLink>
)

const Customer = ({ link: { customer } }: { readonly link: UndoLink }) =>
  customer === null ? (
    'one customer'
  ) : (
    <PageLink to="/customers/$id" params={{ id: customer.id }} inherit>
      {customer.name}
    </PageLink>
  )
