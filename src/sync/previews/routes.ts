import { safeLine } from '../../base/csv.ts'
import { findCustomer, runChanges, type RunLines } from '../../customers/customers.ts'
import type { Tx } from '../../db/db.ts'
import { route, type Route } from '../../db/door.ts'
import { behind } from '../brakes/rows.ts'
import { listRunChanges } from '../contract.ts'
import type { SyncParts } from '../run/execute.ts'
import { runJob } from '../run/request.ts'
import { runById } from '../run/answers.ts'
import { seeRuns } from '../verbs.ts'
import * as contract from './contract.ts'
import { previewCustomer } from './customer.ts'
import { applyPlan, discardPlan, noRun, startPreview } from './decide.ts'
import { refreshSourceProblems } from '../problems/refresh.ts'
import * as verbs from './verbs.ts'

export const previewRoutes = (parts: SyncParts): readonly Route[] => [
  route(contract.startPreview, verbs.preview, async ({ tx, by, now, audit, after }, asked) => {
    audit({ detail: { read: asked.read, settings: JSON.stringify(asked.settings) } })
    const run = await startPreview(tx, parts, by, asked, now)
    after(async () => parts.jobs.wake(runJob))
    return { run }
  }),
  route(contract.applyPlan, verbs.apply, async ({ tx, by, now, audit, after }, { id }) => {
    audit({ subject: id })
    const run = await applyPlan(tx, parts, by, id, now)
    after(async () => parts.jobs.wake(runJob))
    return { run }
  }),
  route(contract.discardPlan, verbs.discard, async ({ tx, by, now, audit }, { id }) => {
    audit({ subject: id })
    const run = await discardPlan(tx, by, id, now)
    await refreshSourceProblems(tx, parts.connections.outside.log, by.workspaceId, now)
    return run
  }),
  route(listRunChanges, seeRuns, async ({ tx, by }, { id, brake, ...asked }) => {
    if (!(await runById(tx, by.workspaceId, id))) throw noRun()
    return runChanges(tx, by.workspaceId, id, { ...asked, among: await behind(tx, id, brake) })
  }),
  route(contract.exportRunChanges, verbs.download, async ({ tx, by, audit }, { id, brake, ...asked }) => {
    audit({ subject: id })
    if (!(await runById(tx, by.workspaceId, id))) throw noRun()
    const among = await behind(tx, id, brake)
    return { name: `run-${id}.csv`, lines: csvOf(tx, by.workspaceId, id, { ...asked, among }) }
  }),
  route(
    contract.previewCustomer,
    verbs.seePlan,
    async ({ tx, by, now }, { id, contacts, accountManagers }) => {
      const customer = await findCustomer(tx, by.workspaceId, id)
      const planned = {
        ...(contacts !== undefined && { contacts }),
        ...(accountManagers !== undefined && { accountManagers }),
      }
      return {
        at: now.toISOString(),
        lines: await previewCustomer(tx, by.workspaceId, customer.id, { planned, now }),
      }
    },
  ),
]

const head = ['customer', 'about', 'change', 'subject', 'field', 'before', 'after']
const pageRows = 2_000

/** One line per field that differs, or per row that comes or goes; formulas cannot run. */
const csvOf = async function* (
  tx: Tx,
  workspaceId: string,
  runId: string,
  asked: Omit<RunLines, 'offset' | 'limit'>,
): AsyncIterable<string> {
  yield safeLine(head)
  for (let offset = 0; ; offset += pageRows) {
    const { lines } = await runChanges(tx, workspaceId, runId, { ...asked, offset, limit: pageRows })
    yield lines
      .flatMap(({ customer, about, change, subject, fields }) =>
        (fields.length > 0 ? fields : [{ name: '', before: null, after: null }]).map(
          ({ name, before, after }) =>
            safeLine([customer?.name ?? '', about, change, subject, name, before, after]),
        ),
      )
      .join('')
    if (lines.length < pageRows) return
  }
}
