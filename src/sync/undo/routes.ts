import type * as z from 'zod'
import { Refused } from '../../base/errors.ts'
import { customerIdOf } from '../../customers/customers.ts'
import { route, type Route } from '../../db/door.ts'
import type { Tx } from '../../db/db.ts'
import { runAfter } from '../decide.ts'
import type { SyncParts } from '../run/execute.ts'
import { runJob } from '../run/request.ts'
import * as contract from './contract.ts'
import { listPins, releasePin, releasePins } from './pins.ts'
import { previewUndo } from './preview.ts'
import { requestUndo } from './request.ts'
import { demandUndoable } from './undoable.ts'
import type { Undoes } from './undone.ts'
import * as verbs from './verbs.ts'

export const undoRoutes = (parts: SyncParts): readonly Route[] => [
  route(contract.previewUndo, verbs.look, async ({ tx, by, now }, asked) =>
    previewUndo(tx, by, await meantBy(tx, by.workspaceId, asked), now),
  ),
  route(contract.startUndo, verbs.undo, async ({ tx, by, now, audit, after }, asked) => {
    const undoes = await meantBy(tx, by.workspaceId, asked)
    audit({ subject: undoes.runId, detail: { customer: undoes.customerId, line: undoes.line } })
    await demandUndoable(tx, by.workspaceId, undoes)
    after(async () => parts.jobs.wake(runJob))
    return { run: await requestUndo(tx, parts.jobs, by, undoes, now) }
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

const customerMeant = async (tx: Tx, workspaceId: string, named?: string): Promise<string | null> =>
  named === undefined ? null : customerIdOf(tx, workspaceId, named)

const nothingNamed = (): Refused =>
  new Refused({
    code: 'release_what',
    what: 'Say which pins: those of a run, or those of a customer.',
  })

const nothingPinned = (): Refused =>
  new Refused(
    { code: 'nothing_pinned', what: 'Nothing of this is pinned.', means: 'There is nothing to release.' },
    409,
  )
