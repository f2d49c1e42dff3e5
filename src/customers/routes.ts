import type * as z from 'zod'
import { outsideRoute, route, type Route } from '../db/door.ts'
import { assign, chooseMain, choosePosition } from './contacts/choices.ts'
import { describeContact, listContacts } from './contacts/contacts.ts'
import * as contract from './contract.ts'
import { customerIdOf, describeCustomer, findCustomer } from './detail.ts'
import { exportContacts, exportCustomers } from './export.ts'
import { addCustomField, listCustomFields, removeCustomField, renameCustomField } from './fields/fields.ts'
import { customerHistory, goneBefore, searchHistory, type HistoryAsked } from './history.ts'
import { exportHistory } from './history-export.ts'
import { listCustomers } from './list.ts'
import { listAccountManagers } from './managers.ts'
import { addPosition, listPositions, removePosition, renamePosition } from './contacts/positions.ts'
import { listSkipped } from './contacts/skipped.ts'
import type { StandingOf } from './standing.ts'
import * as verbs from './verbs.ts'
import type { Tx } from '../db/db.ts'

/** What customers need of `sync`, which comes after them. */
export interface CustomerParts {
  readonly standing: StandingOf
  /** The custom field that holds the shared identifier, or null. */
  readonly identifier: (tx: Tx, workspaceId: string) => Promise<string | null>
  /** Hears of a customer about whom a person decided something, in the same transaction. */
  readonly decided: (tx: Tx, workspaceId: string, customerId: string, now: Date) => Promise<void>
}

export const customerRoutes = (parts: CustomerParts): readonly Route[] => [
  ...pageRoutes(parts),
  ...historyRoutes,
  ...choiceRoutes(parts),
  ...fieldRoutes(parts),
]

const pageRoutes = ({ standing }: CustomerParts): readonly Route[] => [
  route(contract.listCustomers, verbs.see, ({ tx, by }, asked) => listCustomers(tx, by.workspaceId, asked)),
  route(contract.getCustomer, verbs.see, async ({ tx, by }, { id }) =>
    describeCustomer(tx, by.workspaceId, id, await standing(tx, by.workspaceId)),
  ),
  route(contract.customerHistory, verbs.see, async ({ tx, by }, { id, ...page }) => {
    const customer = await findCustomer(tx, by.workspaceId, id)
    return customerHistory(tx, by.workspaceId, customer.id, page)
  }),
  route(contract.listContacts, verbs.see, ({ tx, by }, asked) => listContacts(tx, by.workspaceId, asked)),
  route(contract.listSkippedContacts, verbs.see, async ({ tx, by }, page) =>
    listSkipped(tx, by.workspaceId, await standing(tx, by.workspaceId), page),
  ),
  route(contract.listAccountManagers, verbs.see, ({ tx, by }) => listAccountManagers(tx, by.workspaceId)),
  outsideRoute(contract.exportCustomers, verbs.download, async ({ db, by, audit }) => {
    audit({ subject: 'customers' })
    return { name: 'customers.csv', lines: exportCustomers(db, by.workspaceId) }
  }),
  outsideRoute(contract.exportContacts, verbs.download, async ({ db, by, audit }) => {
    audit({ subject: 'contacts' })
    return { name: 'contacts.csv', lines: exportContacts(db, by.workspaceId) }
  }),
]

const historyRoutes: readonly Route[] = [
  route(contract.listHistory, verbs.see, async ({ tx, by }, { offset, limit, ...asked }) => {
    const wanted = await historyAsked(tx, by.workspaceId, asked)
    const found = await searchHistory(tx, by.workspaceId, { ...wanted, offset, limit })
    return { ...found, goneBefore: await goneBefore(tx, by.workspaceId) }
  }),
  route(contract.exportHistory, verbs.download, async ({ tx, by, audit }, asked) => {
    audit({ subject: 'history' })
    const wanted = await historyAsked(tx, by.workspaceId, asked)
    return { name: 'history.csv', lines: exportHistory(tx, by.workspaceId, wanted) }
  }),
]

const historyAsked = async (
  tx: Tx,
  workspaceId: string,
  { customer, from, to, ...asked }: z.output<typeof contract.exportHistory.input>,
): Promise<HistoryAsked> => ({
  ...asked,
  ...(customer !== undefined && { customerId: await customerIdOf(tx, workspaceId, customer) }),
  ...(from !== undefined && { from: new Date(from) }),
  ...(to !== undefined && { until: to.length === 10 ? dayAfter(to) : new Date(to) }),
})

const dayAfter = (day: string): Date => new Date(Date.parse(day) + 86_400_000)

const choiceRoutes = ({ standing, decided }: CustomerParts): readonly Route[] => [
  route(
    contract.changeContact,
    verbs.changeContact,
    async ({ tx, by, now, audit }, { id, isMain, positionId }) => {
      const before = await describeContact(tx, by.workspaceId, id)
      audit({ subject: before.email, detail: { isMain: isMain ?? null, position: positionId ?? null } })
      if (isMain !== undefined) {
        const { customerId } = await chooseMain(tx, by, id, isMain, now)
        await decided(tx, by.workspaceId, customerId, now)
      }
      if (positionId !== undefined) await choosePosition(tx, by, id, positionId, now)
      return describeContact(tx, by.workspaceId, id)
    },
  ),
  route(contract.assignAccountManager, verbs.assign, async ({ tx, by, now, audit }, { id, userId }) => {
    const customer = await findCustomer(tx, by.workspaceId, id)
    audit({ subject: customer.name, detail: { userId } })
    const { accountManagers } = await standing(tx, by.workspaceId)
    await assign(tx, by, customer.id, userId, accountManagers, now)
    await decided(tx, by.workspaceId, customer.id, now)
    return { ok: true as const }
  }),
]

const fieldRoutes = ({ identifier }: CustomerParts): readonly Route[] => [
  route(contract.listPositions, verbs.see, async ({ tx, by }) => ({
    positions: await listPositions(tx, by.workspaceId),
  })),
  route(contract.addPosition, verbs.changePositions, ({ tx, by, audit }, { name }) => {
    audit({ subject: name, detail: { change: 'added' } })
    return addPosition(tx, by.workspaceId, name)
  }),
  route(contract.renamePosition, verbs.changePositions, ({ tx, by, audit }, { id, name }) => {
    audit({ subject: name, detail: { change: 'renamed' } })
    return renamePosition(tx, by.workspaceId, id, name)
  }),
  route(contract.removePosition, verbs.changePositions, async ({ tx, by, audit }, { id, moveTo }) => {
    const removed = await removePosition(tx, by.workspaceId, id, moveTo)
    audit({ subject: removed.name, detail: { change: 'removed', contacts: removed.contacts } })
    return { ok: true as const }
  }),
  route(contract.listCustomFields, verbs.see, async ({ tx, by }) =>
    listCustomFields(tx, by.workspaceId, await identifier(tx, by.workspaceId)),
  ),
  route(contract.addCustomField, verbs.changeFields, ({ tx, by, now, audit }, wanted) => {
    audit({ subject: wanted.label, detail: { change: 'added', key: wanted.key } })
    return addCustomField(tx, by.workspaceId, wanted, now)
  }),
  route(contract.renameCustomField, verbs.changeFields, async ({ tx, by, audit }, { id, label }) => {
    audit({ subject: label, detail: { change: 'renamed' } })
    return renameCustomField(tx, by.workspaceId, id, label, await identifier(tx, by.workspaceId))
  }),
  route(contract.removeCustomField, verbs.changeFields, async ({ tx, by, audit }, { id }) => {
    const removed = await removeCustomField(tx, by.workspaceId, id, await identifier(tx, by.workspaceId))
    audit({ subject: removed.label, detail: { change: 'removed', key: removed.key } })
    return { ok: true as const }
  }),
]
