import {
  IconArrowBackUp,
  IconCircleCheck,
  IconCircleHalf2,
  IconClock,
  IconDatabase,
  IconEye,
  IconHandStop,
  IconHistory,
  IconPlayerPause,
  IconRefresh,
  IconTrash,
  IconXboxX,
} from '@tabler/icons-react'
import type { Answer } from '../../base/endpoint.ts'
import type { StateWords } from '../../ui/state-badge.tsx'
import { count, duration } from '../../ui/words.ts'
import type { getRun } from '../contract.ts'

export type Run = Answer<typeof getRun>
export type Counts = NonNullable<Run['counts']>

/** Each state of a run, in words. */
export const runStates: Readonly<Record<Run['state'], StateWords>> = {
  queued: { word: 'Waiting', tone: 'calm', icon: IconClock },
  running: { word: 'Running', tone: 'busy', icon: IconRefresh },
  complete: { word: 'Complete', tone: 'good', icon: IconCircleCheck },
  partial: { word: 'Partial', tone: 'warn', icon: IconCircleHalf2 },
  held: { word: 'Held for a person', tone: 'warn', icon: IconHandStop },
  stopped: { word: 'Stopped', tone: 'warn', icon: IconPlayerPause },
  failed: { word: 'Failed', tone: 'bad', icon: IconXboxX },
}

const decisions: Readonly<Record<NonNullable<Run['decision']>['what'], StateWords>> = {
  applied: { word: 'Approved', tone: 'good', icon: IconCircleCheck },
  discarded: { word: 'Discarded', tone: 'calm', icon: IconTrash },
  superseded: { word: 'Out of date', tone: 'calm', icon: IconHistory },
}
const ready: StateWords = { word: 'Preview ready', tone: 'busy', icon: IconEye }

/** How a run stands, in words: what a person decided counts for more than how it ended. */
export const stateOf = (run: Pick<Run, 'kind' | 'state' | 'decision' | 'applied'>): StateWords => {
  if (run.decision !== null && !run.applied) return decisions[run.decision.what]
  return run.kind === 'preview' && run.state === 'complete' ? ready : runStates[run.state]
}

/** Each kind of run, in words. */
export const runKinds: Readonly<Record<Run['kind'], Pick<StateWords, 'word' | 'icon'>>> = {
  read: { word: 'Read only', icon: IconDatabase },
  sync: { word: 'Sync', icon: IconRefresh },
  preview: { word: 'Preview', icon: IconEye },
  undo: { word: 'Undo', icon: IconArrowBackUp },
}

/** Whether a run has a plan that was not carried out: its lines say what would change. */
export const isPlan = ({ kind, state, applied }: Pick<Run, 'kind' | 'state' | 'applied'>): boolean =>
  !applied && (state === 'held' || (kind === 'preview' && (state === 'complete' || state === 'partial')))

/** Whether a run is still to come or under way. */
export const isLive = (run: Pick<Run, 'state'> | undefined): boolean =>
  run?.state === 'queued' || run?.state === 'running'

/** How long a run took, in words, or null while it has not ended. */
export const runLength = ({ startedAt, finishedAt }: Pick<Run, 'startedAt' | 'finishedAt'>): string | null =>
  startedAt !== null && finishedAt !== null ? duration(Date.parse(finishedAt) - Date.parse(startedAt)) : null

/** What a run changed, in a line: "12 contacts added, 3 removed". */
export const changeSentence = (counts: Counts | null): string => {
  if (counts === null) return ''
  const parts = changeParts(counts)
  return parts.length === 0 ? 'No changes' : parts.join(', ')
}

/** The same piece by piece. */
export const changeParts = ({ customers, contacts, accountManagers }: Counts): string[] =>
  [
    part(customers.created, 'customer', 'added'),
    part(customers.changed, 'customer', 'changed'),
    part(customers.removed, 'customer', 'removed'),
    part(contacts.created, 'contact', 'added'),
    part(contacts.changed, 'contact', 'changed'),
    part(contacts.removed, 'contact', 'removed'),
    part(accountManagers.assigned + accountManagers.changed, 'account manager', 'assigned'),
    part(accountManagers.cleared, 'account manager', 'cleared'),
  ].filter((text) => text !== '')

/** The same in numbers only, for a list: "3 customers, 2,114 contacts". */
export const changeBrief = (counts: Counts | null): string => {
  if (counts === null) return ''
  const { customers, contacts, accountManagers } = counts
  const parts = [
    part(customers.created + customers.changed + customers.removed, 'customer', ''),
    part(contacts.created + contacts.changed + contacts.removed, 'contact', ''),
    part(accountManagers.assigned + accountManagers.changed + accountManagers.cleared, 'account manager', ''),
  ].filter((text) => text !== '')
  return parts.length === 0 ? 'No changes' : parts.join(', ')
}

const part = (value: number, noun: string, deed: string): string =>
  value === 0 ? '' : `${count(value, noun)} ${deed}`.trim()
