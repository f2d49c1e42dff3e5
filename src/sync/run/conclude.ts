import { transaction, type Tx } from '../../db/db.ts'
import { lockWorkspace } from '../../customers/customers.ts'
import { doubted } from '../brakes/doubts.ts'
import type { StoredBrake } from '../brakes/measures.ts'
import { adopt } from '../adopt.ts'
import { linesOf, type Counts } from '../plan/counts.ts'
import { carryOut, derive, putAside, type Derivation } from '../plan/derive.ts'
import { everything } from '../plan/extent.ts'
import { inFull } from '../plan/in-full.ts'
import type { Concerned } from '../problems/refresh.ts'
import { undo } from '../undo/undo.ts'
import { decideOn, supersede } from './decisions.ts'
import type { SyncParts } from './execute.ts'
import { finishRun } from './finish.ts'
import { heldBy, struck, unbalanced } from './held.ts'
import { Superseded } from './progress.ts'
import type { SourcesRead } from './read-sources.ts'
import { requestRun, runJob } from './request.ts'
import { holdRun, type Reads, type Run, type RunEnd } from './runs.ts'
import { verdict } from './verdict.ts'

/**
 * The one transaction in which anything becomes visible: plan → check → apply → receipt. A plan that a brake stops, or
 * that is only a preview, is stored as it is and leaves everything else untouched. Resolves with what was planned.
 */
export const conclude = async (parts: SyncParts, run: Run, sources: SourcesRead): Promise<Counts | null> => {
  const { database, outside } = parts.connections
  const now = outside.clock.now()
  const counts = await transaction(database.db, async (tx) => {
    // Before the run, as whoever decides something does: the other way round the two would wait for each other.
    await lockWorkspace(tx, run.workspaceId)
    const held = await holdRun(tx, run)
    if (!held) throw new Superseded()
    const { followUp, ...asked } = held
    const current = { ...run, ...asked }
    const { concerned, ...outcome } = await carryThrough(tx, current, sources, now)
    // Not `now`: planning and applying are most of a large run.
    const ended = outside.clock.now()
    const end = { ...verdict(sources, current, ended), ...outcome, now: ended }
    await finishRun(tx, parts, current, end, concerned)
    if (followUp) await follow(tx, parts, run, followUp, now)
    return outcome.counts
  })
  parts.jobs.wake(runJob)
  return counts
}

type Outcome = Pick<RunEnd, 'counts' | 'applied'> &
  Partial<Pick<RunEnd, 'state' | 'problem' | 'brakes'>> & { readonly concerned?: Concerned }

const carryThrough = async (tx: Tx, run: Run, sources: SourcesRead, now: Date): Promise<Outcome> => {
  if (run.kind === 'read') return { counts: null, applied: false }
  const doubts = doubted(sources.faults)
  if (doubts.length > 0) {
    await supersede(tx, run, { changed: false, now })
    return { ...heldBy(doubts), counts: null, problem: sources.faults[0]?.explanation ?? null }
  }
  if (run.kind === 'undo') return takeBack(tx, run, now)
  const head = { workspaceId: run.workspaceId, runId: run.id, now, byName: 'Sync' }
  // Also when a source failed: settings may have changed, and what its mirror holds is its last complete word.
  const derived = await derive(tx, head, run.settings ?? {})
  const { counts } = derived
  if (run.kind === 'preview') {
    await putAside(tx, derived)
    return { counts, applied: false }
  }
  const off = unbalanced(verdict(sources, run, now).receipt)
  const brakes = off.length > 0 ? off : await struck(tx, run, derived)
  const stopped = brakes.length > 0 ? brakes : await applyChecked(tx, run, derived, now)
  if (stopped.length > 0) {
    await putAside(tx, derived)
    await supersede(tx, run, { changed: false, now })
    return { ...heldBy(stopped), counts }
  }
  if (run.approves) await decideOn(tx, run.approves, 'applied', run.byName, now)
  await supersede(tx, run, { changed: linesOf(counts) > 0, now })
  return { counts, applied: true, concerned: derived.extent === everything ? 'everybody' : 'touched' }
}

/** An undo is shown to a person first, so no brake holds it, only that it does not add up. */
const takeBack = async (tx: Tx, run: Run, now: Date): Promise<Outcome> => {
  const head = { workspaceId: run.workspaceId, runId: run.id, now, byName: run.byName }
  const { counts, off } = await inFull(tx, run.workspaceId, () => undo(tx, head))
  if (off.length > 0) return { ...heldBy(off), counts: null }
  await supersede(tx, run, { changed: linesOf(counts) > 0, now })
  return { counts, applied: true, concerned: 'touched' }
}

/** Applies, and looks whether what is now is what was planned; if not, nothing was applied. */
const applyChecked = async (
  tx: Tx,
  run: Run,
  derived: Derivation,
  now: Date,
): Promise<readonly StoredBrake[]> => {
  const { workspaceId, settings } = run
  const { off } = await inFull(tx, workspaceId, async () => {
    if (settings) await adopt(tx, workspaceId, settings, now)
    await carryOut(tx, derived)
    return derived.counts
  })
  return off
}

const follow = async (tx: Tx, parts: SyncParts, run: Run, reads: Reads, now: Date): Promise<void> => {
  await requestRun(tx, parts.jobs, {
    workspaceId: run.workspaceId,
    kind: 'sync',
    trigger: 'settings',
    reason: 'Asked for while another run was under way',
    reads,
    by: { userId: null, name: run.byName },
    now,
  })
}
