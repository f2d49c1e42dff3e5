import { route, type Route } from '../../db/door.ts'
import * as contract from './contract.ts'
import { readSafety, writeSafety } from './safety.ts'
import * as verbs from './verbs.ts'

export const safetyRoutes: readonly Route[] = [
  route(contract.getSafety, verbs.seeSafety, ({ tx, by }) => readSafety(tx, by.workspaceId)),
  route(contract.setSafety, verbs.setSafety, async ({ tx, by, audit }, chosen) => {
    audit({ detail: chosen })
    await writeSafety(tx, by.workspaceId, chosen)
    return readSafety(tx, by.workspaceId)
  }),
]
