import { Fault } from '../base/errors.ts'
import { otherOrg } from './grant.ts'
import { noteFault, noteWell } from './health.ts'
import { openCrm } from './open.ts'
import type { ConnectionParts } from './parts.ts'
import type { Connection } from './tables.ts'

/**
 * Asks Salesforce, as any run would, whether it lets us in, and notes the answer. For the moment after an admin says
 * that it is mended. Reads no customer.
 */
export const checkConnection = async (parts: ConnectionParts, connection: Connection): Promise<void> => {
  try {
    const { orgId } = await openCrm(parts, connection).identity()
    const other = otherOrg(connection, { orgId })
    if (other) throw other
    await noteWell(parts, connection)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    await noteFault(parts, connection, error)
  }
}
