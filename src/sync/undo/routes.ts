import { sql } from 'kysely'
import type * as z from 'zod'
import { Refused } from '../../base/errors.ts'
import { runChanges } from '../../customers/customers.ts'
import { route, type Route, type Visit } from '../../db/door.ts'
import type { Tx } from '../../db/db.ts'
import { runAfter } from '../decide.ts'
import type { SyncParts } from '../run/execute.ts'
import { requestRun, runJob } from '../run/request.ts'
import { runById, type RunAnswer } from '../run/runs.ts'
import * as contract from './contract.ts'
import { movedSince } from './moved.ts'
import { listPins, releasePin, releasePins } from './pins.ts'
import { planUndo } from './undo.ts'
import { adviceFor, demandUndoable } from './undoable.ts'
import type { Undoes } from './undone.ts'
import * as verbs from './verbs.ts'

export const undoRoutes = (parts: SyncParts): readonly Route[] => [
  route(contract.previewUndo, verbs.look, async (visit, asked) =>
    preview(visit, await meantBy(visit.tx, visit.by.workspaceId, asked)),
  ),
  route(contract.startUndo, verbs.undo, async (visit, asked) => {
    const { tx, by, audit, after } = visit
    const undoes = await meantBy(tx, by.workspaceId, asked)
    audit({ subject: undoes.runId, detail: { customer: undoes.customerId, line: undoes.line } })
    await demandUndoable(tx, by.workspaceId, undoes)
    after(async () => parts.jobs.wake(runJob))
    return { run: await requestUndo(parts, visit, undoes) }
  }),
  route(contract.listPins, verbs.seePins, ({ tx, by }, asked) => listPins(tx, by.workspaceId, asked)),
  route(contract.releasePin, verbs.release, async ({ tx, by, now, audit, after }, { id }) => {
    const { released, subject } = await releasePin(tx, by.workspaceId, id)
    audit({ subject, detail: { released } })
    after(async () => parts.jobs.wake(runJob))
    return { released, run: await runAfter(tx, parts, by, `${by.name} released a pin`, [], now) }
  }),
  route(contract.releasePins, verbs.release, async ({ tx, by, now, audit, after }, asked) => {
    const { runId = null, customerId } = asked
    if (runId === null && customerId === undefined) throw nothingNamed()
    const customer = await customerMeant(tx, by.workspaceId, customerId)
    const released = await releasePins(tx, by.workspaceId, { runId, customerId: customer })
    if (released === 0) throw nothingPinned()
    audit({ detail: { released, run: runId, customer } })
    after(async () => parts.jobs.wake(runJob))
    return { released, run: await runAfter(tx, parts, by, `${by.name} released pins`, [], now) }
  }),
]

type Asked = z.output<typeof contract.previewUndo.input>

const meantBy = async (tx: Tx, workspaceId: string, asked: Asked): Promise<Undoes> => ({
  runId: asked.runId,
  customerId: await customerMeant(tx, workspaceId, asked.customerId),
  line: asked.line ?? null,
})

/** A customer that is gone is still known by what it was called. */
const customerMeant = async (tx: Tx, workspaceId: string, named?: string): Promise<string | null> => {
  if (!named?.startsWith('external:')) return named ?? null
  const { rows } = await sql<{ id: string }>`
    select row_id('customer', ${workspaceId}, ${named.slice('external:'.length)}, '') as id`.execute(tx)
  return rows[0]?.id ?? null
}

/** Plans the undo as the run would, reads what came of it, and takes it back. */
const preview = async (
  { tx, by, now }: Visit,
  undoes: Undoes,
): Promise<z.output<typeof contract.undoPreview>> => {
  const run = await demandUndoable(tx, by.workspaceId, undoes)
  await sql`savepoint looking`.execute(tx)
  const { rows } = await sql<{ id: string }>`select gen_random_uuid() as id`.execute(tx)
  const runId = rows[0]?.id ?? ''
  const { counts } = await planUndo(tx, { workspaceId: by.workspaceId, runId, now, byName: by.name }, undoes)
  const { total, lines } = await runChanges(tx, by.workspaceId, runId, { offset: 0, limit: 100 })
  const moved = await movedSince(tx)
  await sql`rollback to savepoint looking`.execute(tx)
  const { customers, contacts, accountManagers } = counts
  return {
    counts: { customers, contacts, accountManagers },
    total,
    lines,
    moved,
    advice: adviceFor(run, undoes),
  }
}

const requestUndo = async (
  parts: SyncParts,
  { tx, by, now }: Visit,
  undoes: Undoes,
): Promise<RunAnswer> => {
  const { run } = await requestRun(tx, parts.jobs, {
    workspaceId: by.workspaceId,
    kind: 'undo',
    trigger: 'manual',
    reason: `${by.name} undid ${extent(undoes)}`,
    reads: [],
    by: { userId: by.userId, name: by.name },
    now,
  })
  await sql`update runs set undoes = ${JSON.stringify(undoes)}::jsonb where id = ${run.id}`.execute(tx)
  return (await runById(tx, by.workspaceId, run.id)) ?? run
}

const extent = ({ customerId, line }: Undoes): string =>
  line !== null ? 'one change' : customerId !== null ? 'what a run did at one customer' : 'a run'

const nothingNamed = (): Refused =>
  new Refused({
    code: 'release_what',
    what: 'Say which pins: those of a run, or those of a customer.',
  })

const nothingPinned = (): Refused =>
  new Refused({ code: 'nothing_pinned', what: 'Nothing of this is pinned.', means: 'There is nothing to release.' }, 409)
