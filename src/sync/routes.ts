import { Refused } from '../base/errors.ts'
import { disconnect, findConnection } from '../connections/connections.ts'
import { disconnectSalesforce } from '../connections/contract.ts'
import { lockWorkspace } from '../customers/customers.ts'
import { outsideRoute, route, type Route } from '../db/door.ts'
import { listFields } from '../mirror/mirror.ts'
import { safetyRoutes } from './brakes/routes.ts'
import { noRun } from './previews/decide.ts'
import { previewRoutes } from './previews/routes.ts'
import { judgeCandidates } from './plan/candidates.ts'
import * as contract from './contract.ts'
import { describeCrm } from './crm.ts'
import { notConnected } from './adopt.ts'
import { releaseManagers } from './release.ts'
import { chooseIdentifier, runAfter, setRelated, setSwitches } from './decide.ts'
import type { SyncParts } from './run/execute.ts'
import { foreseeSoon } from './plan/foresee/foresee.ts'
import { overviewRoutes } from './overview/routes.ts'
import { receiptRoutes } from './receipts/receipts.ts'
import { requestRun, runJob } from './run/request.ts'
import { listRuns, runById } from './run/answers.ts'
import { nextDue, readSettings, writeSettings } from './settings.ts'
import * as verbs from './verbs.ts'

export const syncRoutes = (parts: SyncParts): readonly Route[] => [
  ...crmRoutes(parts),
  ...settingRoutes(parts),
  ...runRoutes(parts),
  ...previewRoutes(parts),
  ...safetyRoutes,
  ...receiptRoutes,
  ...overviewRoutes,
]

const crmRoutes = (parts: SyncParts): readonly Route[] => [
  route(contract.getCrm, verbs.see, ({ tx, by }) => describeCrm(tx, parts.connections, by.workspaceId)),
  route(contract.listCandidates, verbs.judge, ({ tx, by }, { accountField }) =>
    judgeCandidates(tx, by.workspaceId, accountField),
  ),
  route(contract.listAccountFields, verbs.judge, async ({ tx, by }) => {
    const crm = await findConnection(tx, by.workspaceId, 'salesforce')
    const fields = crm ? await listFields(tx, crm.id, 'Account') : []
    return { fields: [{ name: 'Id', label: 'Account ID', type: 'id' }, ...fields] }
  }),
  route(contract.chooseIdentifier, verbs.chooseIdentifier, async ({ tx, by, now, audit, after }, asked) => {
    audit({ detail: asked })
    await chooseIdentifier(tx, by.workspaceId, asked)
    const { contacts, accountManagers } = await readSettings(tx, by.workspaceId)
    // Also before anything is switched on: the customers should show how they match.
    await runAfter(
      tx,
      parts,
      by,
      `${by.name} chose the shared identifier`,
      contacts || accountManagers ? ['salesforce'] : [],
      now,
    )
    after(async () => parts.jobs.wake(runJob))
    return describeCrm(tx, parts.connections, by.workspaceId)
  }),
  outsideRoute(
    disconnectSalesforce,
    verbs.disconnect,
    async ({ db, by, now, audit }, { accountManagers }) => {
      const crm = await findConnection(db, by.workspaceId, 'salesforce')
      if (!crm) throw notConnected()
      let runId: string | null = null
      const { revoked } = await disconnect(parts.connections, crm, async (tx) => {
        await lockWorkspace(tx, by.workspaceId)
        await releaseManagers(tx, by.workspaceId, accountManagers, now)
        await writeSettings(tx, by.workspaceId, {
          contacts: false,
          accountManagers: false,
          identifier: null,
          accountField: 'Id',
        })
        runId = (await runAfter(tx, parts, by, `${by.name} disconnected Salesforce`, [], now)).id
      })
      audit({ subject: crm.accountName, detail: { revokedAtSalesforce: revoked } })
      parts.jobs.wake(runJob)
      return { ok: true as const, runId }
    },
  ),
]

const settingRoutes = (parts: SyncParts): readonly Route[] => [
  outsideRoute(contract.previewSwitches, verbs.judge, async ({ db, by }, asked) => {
    const { answer } = await foreseeSoon(db, by.workspaceId, asked)
    return answer
  }),
  route(contract.setSwitches, verbs.setSwitches, async ({ tx, by, now, audit, after }, asked) => {
    audit({ detail: asked })
    const run = await setSwitches(tx, parts, by, asked, now)
    after(async () => parts.jobs.wake(runJob))
    return { crm: await describeCrm(tx, parts.connections, by.workspaceId), run }
  }),
  route(contract.setSchedule, verbs.setSchedule, async ({ tx, by, now, audit }, { mode, hour }) => {
    if (mode === 'utc_hour' && hour === null) throw noHour()
    audit({ detail: { mode, hour } })
    const changed = { scheduleMode: mode, scheduleHour: mode === 'utc_hour' ? hour : null }
    const settings = { ...(await readSettings(tx, by.workspaceId)), ...changed }
    await writeSettings(tx, by.workspaceId, { ...changed, nextAt: nextDue(settings, now) })
    return describeCrm(tx, parts.connections, by.workspaceId)
  }),
  route(contract.setApiCalls, verbs.setApiCalls, async ({ tx, by, audit }, asked) => {
    audit({ detail: asked })
    const { share: callShare, stop: callStop, sweepHours } = asked
    await writeSettings(tx, by.workspaceId, { callShare, callStop, sweepHours })
    return describeCrm(tx, parts.connections, by.workspaceId)
  }),
  route(contract.setUnmatched, verbs.setUnmatched, async ({ tx, by, now, audit, after }, { unmatched }) => {
    audit({ detail: { unmatched } })
    await lockWorkspace(tx, by.workspaceId)
    await writeSettings(tx, by.workspaceId, { unmatched })
    const run = await runAfter(tx, parts, by, `${by.name} set what customers without a match show`, [], now)
    after(async () => parts.jobs.wake(runJob))
    return { crm: await describeCrm(tx, parts.connections, by.workspaceId), run }
  }),
  route(contract.setCardinality, verbs.setShared, async ({ tx, by, now, audit, after }, { allowed }) => {
    audit({ detail: { allowed } })
    await lockWorkspace(tx, by.workspaceId)
    await writeSettings(tx, by.workspaceId, { sharedAccounts: allowed })
    const run = await runAfter(
      tx,
      parts,
      by,
      `${by.name} set whether customers may share an account`,
      [],
      now,
    )
    after(async () => parts.jobs.wake(runJob))
    return { crm: await describeCrm(tx, parts.connections, by.workspaceId), run }
  }),
  route(contract.setRelatedContacts, verbs.setRelated, async ({ tx, by, now, audit, after }, asked) => {
    audit({ detail: asked })
    const run = await setRelated(tx, parts, by, asked.contacts === 'related', now)
    after(async () => parts.jobs.wake(runJob))
    return { crm: await describeCrm(tx, parts.connections, by.workspaceId), run }
  }),
]

const runRoutes = (parts: SyncParts): readonly Route[] => [
  route(contract.startSync, verbs.startSync, async ({ tx, by, now, audit, after }, { read }) => {
    audit({ detail: { read } })
    const asked = await requestRun(tx, parts.jobs, {
      workspaceId: by.workspaceId,
      kind: 'sync',
      trigger: 'manual',
      reason: `${by.name} asked for it`,
      reads: read === 'billing' ? ['billing'] : ['billing', 'salesforce'],
      by: { userId: by.userId, name: by.name },
      now,
    })
    after(async () => parts.jobs.wake(runJob))
    return asked
  }),
  route(contract.listRuns, verbs.seeRuns, ({ tx, by }, page) => listRuns(tx, by.workspaceId, page)),
  route(contract.getRun, verbs.seeRuns, async ({ tx, by }, { id }) => {
    const run = await runById(tx, by.workspaceId, id)
    if (!run) throw noRun()
    return run
  }),
]

const noHour = (): Refused =>
  new Refused({ code: 'hour_missing', what: 'Choose the hour (UTC) at which the daily run starts.' })
