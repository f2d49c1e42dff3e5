import { listConnections } from '../connections/connections.ts'
import type { Db, Tx } from '../db/db.ts'

/** Addresses of records where they came from, for people who want to see them there. */
export interface SourceLinks {
  /** Null when Salesforce is not connected. */
  salesforce(object: 'Account' | 'Contact' | 'User', id: string): string | null
  /** Null for tools without pages, such as CSV files. */
  billing(connectionId: string, customerId: string): string | null
  /** "Stripe", "CSV files". */
  toolName(connectionId: string): string
}

/** The links of a workspace, from its live connections. */
export const sourceLinks = async (db: Db | Tx, workspaceId: string): Promise<SourceLinks> => {
  const connections = await listConnections(db, workspaceId)
  const crm = connections.find((one) => one.tool === 'salesforce')
  const instance = typeof crm?.settings.instanceUrl === 'string' ? crm.settings.instanceUrl : null
  const byId = new Map(connections.map((one) => [one.id, one]))
  return {
    salesforce: (object, id) =>
      instance && `${instance}/lightning/r/${object}/${encodeURIComponent(id)}/view`,
    billing: (connectionId, customerId) => {
      const one = byId.get(connectionId)
      if (one?.tool !== 'stripe') return null
      const test = one.settings.test === true ? 'test/' : ''
      return `https://dashboard.stripe.com/${test}customers/${encodeURIComponent(customerId)}`
    },
    toolName: (connectionId) => (byId.get(connectionId)?.tool === 'stripe' ? 'Stripe' : 'CSV files'),
  }
}
