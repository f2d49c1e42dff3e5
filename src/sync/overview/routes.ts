import { route, type Route } from '../../db/door.ts'
import * as contract from './contract.ts'
import { overviewOf } from './overview.ts'
import * as verbs from './verbs.ts'

export const overviewRoutes: readonly Route[] = [
  route(contract.getOverview, verbs.see, ({ tx, by, now }) => overviewOf(tx, by.workspaceId, now)),
]
