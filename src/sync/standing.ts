import type { Tx } from '../db/db.ts'
import type { Standing } from '../customers/customers.ts'
import { labelOf, scopeOf } from './plan/scope.ts'

/** What the settings in force mean for a customer's page. */
export const standingOf = async (tx: Tx, workspaceId: string): Promise<Standing> => {
  const scope = await scopeOf(tx, workspaceId)
  return {
    matching: scope.salesforce !== null,
    fieldLabel: await labelOf(tx, scope.settings),
    accountField: scope.settings.accountField,
    contacts: scope.settings.contacts && scope.salesforce !== null && scope.contactsRead,
    related: scope.related,
    accountManagers: scope.settings.accountManagers && scope.salesforce !== null,
    unmatched: scope.settings.unmatched,
  }
}
