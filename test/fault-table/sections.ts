import type { Database } from '../../src/db/db.ts'
import { openWorld, type World } from '../world.ts'
import { budgets } from './budgets.ts'
import type { Fault } from './fault.ts'
import { tokens } from './tokens.ts'

/** A part of the document: faults that are tried one after another in one world. */
export interface Section {
  readonly title: string
  readonly faults: readonly Fault[]
  open(database: Database): Promise<World>
}

const small = { customers: 12, accounts: 14, contactsPerAccount: 2, sellers: 5 }

const opened = async (database: Database): Promise<World> => {
  const world = await openWorld(small, database)
  world.sandbox.org.pageSize = 10
  await world.run()
  return world
}

export const sections: readonly Section[] = [
  { title: 'Tokens', faults: tokens, open: opened },
  { title: 'Budgets', faults: budgets, open: opened },
]
