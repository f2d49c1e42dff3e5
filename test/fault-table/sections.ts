import type { Database } from '../../src/db/db.ts'
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts'
import { openWorld, type World } from '../world.ts'
import { budgets } from './budgets.ts'
import { bulk } from './bulk.ts'
import { checks } from './check-up.ts'
import { completeness } from './completeness.ts'
import { data } from './data.ts'
import type { Fault } from './fault.ts'
import { permissions } from './permissions.ts'
import { tokens } from './tokens.ts'

/** A part of the document: faults that are tried one after another in one world. */
export interface Section {
  readonly title: string
  readonly faults: readonly Fault[]
  open(database: Database): Promise<World>
}

const small = { customers: 12, accounts: 14, contactsPerAccount: 2, sellers: 5 }

const open = async (database: Database, more: SandboxOptions = {}): Promise<World> => {
  const world = await openWorld({ ...small, ...more }, database)
  const { org } = world.sandbox
  org.pageSize = 10
  org.permissions.hideObject('UserLogin', false)
  await world.run()
  return world
}

const people = { personAccounts: true, contactsToMultipleAccounts: true }

export const sections: readonly Section[] = [
  { title: 'Tokens', faults: tokens, open },
  { title: 'Budgets', faults: budgets, open },
  { title: 'Completeness', faults: completeness, open },
  { title: 'Bulk jobs', faults: bulk, open },
  { title: 'Fields and rows that are not shown', faults: permissions, open },
  { title: 'Data as it is', faults: data, open: (database) => open(database, people) },
  { title: 'Check-up', faults: checks, open },
]
