import { route, type Route } from '../../db/door.ts'
import * as contract from './contract.ts'
import { chooseRetention, readRetention } from './retention.ts'
import * as verbs from './verbs.ts'

export const retentionRoutes: readonly Route[] = [
  route(contract.getRetention, verbs.see, ({ tx, by }) => readRetention(tx, by.workspaceId)),
  route(contract.setRetention, verbs.choose, ({ tx, by, audit }, { keepMonths }) => {
    audit({ detail: { keepMonths } })
    return chooseRetention(tx, by.workspaceId, keepMonths)
  }),
]
