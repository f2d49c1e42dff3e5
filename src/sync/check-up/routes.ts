import { outsideRoute, route, type Route } from '../../db/door.ts'
import { checkUp, type CheckUpParts } from './check-up.ts'
import { readSettings } from '../settings.ts'
import * as contract from './contract.ts'
import { permissionSet, permissionSetFile } from './permission-set.ts'
import { lastCheckUp, lastFields } from './tables.ts'
import * as verbs from './verbs.ts'

export const checkUpRoutes = (parts: CheckUpParts): readonly Route[] => [
  route(contract.getCheckUp, verbs.see, async ({ tx, by }) => ({
    checkUp: await lastCheckUp(tx, by.workspaceId),
  })),
  outsideRoute(contract.runCheckUp, verbs.run, async ({ by, audit }) => {
    const found = await checkUp(parts, by)
    audit({ detail: { state: found.state, calls: found.calls } })
    return { checkUp: found }
  }),
  route(contract.getPermissionSet, verbs.see, async ({ tx, by }) => ({
    name: permissionSetFile,
    lines: once(permissionSet(await readSettings(tx, by.workspaceId), await lastFields(tx, by.workspaceId))),
  })),
]

async function* once(text: string): AsyncGenerator<string> {
  yield text
}
