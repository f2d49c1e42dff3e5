import { admins, route, type Route } from '../db/door.ts'
import { listLines } from './audit.ts'
import { listAudit } from './contract.ts'

const look = { name: 'audit.look', roles: admins, audit: null }

export const auditRoutes: readonly Route[] = [
  route(listAudit, look, async ({ tx, by }, { before, limit }) => ({
    lines: await listLines(tx, by.workspaceId, { before, limit }),
  })),
]
