import { sql } from 'kysely'
import fc from 'fast-check'
import { SANDBOX_USERNAME } from '../src/sandbox/credentials.ts'
import type { World } from './world.ts'

/** Something that happens at the company between two runs. `pick` numbers choose rows, whatever rows there are. */
export type Event =
  | {
      readonly do: 'insert' | 'edit' | 'delete' | 'undelete' | 'purge' | 'reparent' | 'late'
      readonly pick: number
      readonly other: number
    }
  | {
      readonly do:
        'account_edit' | 'account_delete' | 'account_undelete' | 'account_purge' | 'merge' | 'owner'
      readonly pick: number
      readonly other: number
    }
  | { readonly do: 'user_email' | 'user_inactive'; readonly pick: number; readonly other: number }
  | {
      readonly do: 'customer_add' | 'customer_edit' | 'customer_delete'
      readonly pick: number
      readonly other: number
    }
  | { readonly do: 'choose_main' | 'choose_position'; readonly pick: number; readonly other: number }

const kinds = [
  'insert',
  'edit',
  'delete',
  'undelete',
  'purge',
  'reparent',
  'late',
  'account_edit',
  'account_delete',
  'account_undelete',
  'account_purge',
  'merge',
  'owner',
  'user_email',
  'user_inactive',
  'customer_add',
  'customer_edit',
  'customer_delete',
  'choose_main',
  'choose_position',
] as const

const event: fc.Arbitrary<Event> = fc.record({
  do: fc.constantFrom(...kinds),
  pick: fc.nat(9_999),
  other: fc.nat(9_999),
})

/** Rounds of events; after each round minutes pass and a run is made. */
export const history = fc.array(
  fc.record({
    events: fc.array(event, { minLength: 1, maxLength: 6 }),
    minutes: fc.integer({ min: 1, max: 90 }),
  }),
  { minLength: 1, maxLength: 4 },
)

type Life = 'live' | 'binned'

const rows = (world: World, object: string, life: Life): string[] => {
  const table = world.sandbox.org.table(object)
  const wanted = life === 'live' ? 0 : 1
  const found: string[] = []
  for (let index = 0; index < table.size; index++)
    if (table.life(index) === wanted) found.push(table.id(index))
  return found
}

const choose = <T>(all: readonly T[], pick: number): T | undefined => all[pick % Math.max(all.length, 1)]

const customers = (world: World): string[] => {
  const { billing } = world.sandbox
  const all: string[] = []
  for (let index = 0; index < billing.size; index++)
    if (!billing.isDeleted(index)) all.push(billing.id(index))
  return all
}

/** Makes it happen; an event that finds no row to happen to is passed over, as in life. */
export const happen = async (world: World, { do: what, pick, other }: Event): Promise<void> => {
  if (what.startsWith('choose_')) return decide(world, what, pick, other)
  if (what.startsWith('customer_')) return bill(world, what, pick, other)
  const { changes } = world.sandbox.org
  const account = choose(rows(world, 'Account', what === 'account_undelete' ? 'binned' : 'live'), pick)
  const contact = choose(rows(world, 'Contact', what === 'undelete' ? 'binned' : 'live'), pick)
  const target = choose(rows(world, 'Account', 'live'), other)
  const user = choose(rows(world, 'User', 'live'), pick)
  const minutesAgo = (minutes: number): string =>
    new Date(world.clock.now().getTime() - minutes * 60_000).toISOString()
  if (what === 'insert' && target) changes.insert('Contact', person(pick, target))
  if (what === 'late' && target)
    changes.insert('Contact', person(pick, target), { stamp: minutesAgo(pick % 10) })
  if (what === 'edit' && contact)
    changes.update('Contact', contact, { Title: `Title ${other % 50}`, Email: address(other) })
  if (what === 'reparent' && contact && target) changes.update('Contact', contact, { AccountId: target })
  if (what === 'delete' && contact) changes.softDelete('Contact', contact)
  if (what === 'undelete' && contact) changes.undelete('Contact', contact)
  if (what === 'purge' && contact) changes.purge('Contact', contact)
  if (what === 'account_edit' && account)
    changes.update('Account', account, { Name: `Renamed ${other % 50}` })
  if (what === 'account_delete' && account) changes.softDelete('Account', account)
  if (what === 'account_undelete' && account) changes.undelete('Account', account)
  if (what === 'account_purge' && account) changes.purge('Account', account)
  if (what === 'merge' && account && target && account !== target) changes.merge('Account', target, [account])
  const owner = choose(rows(world, 'User', 'live'), other)
  if (what === 'owner' && account && owner) changes.update('Account', account, { OwnerId: owner })
  if (what === 'user_email' && user)
    changes.update('User', user, { Email: `${other % 7}.seller@northwind.example` })
  // The one Crosswalk signed in as stays: without it nothing is read, which another test shows.
  if (what === 'user_inactive' && user && user !== world.sandbox.org.userNamed(SANDBOX_USERNAME))
    changes.update('User', user, { IsActive: other % 2 === 0 })
}

const address = (number: number): string | null =>
  number % 5 === 0 ? null : `person${number % 90}@customer.example`

const person = (pick: number, account: string) => ({
  FirstName: `First${pick % 40}`,
  LastName: `Last${pick % 60}`,
  Email: address(pick),
  AccountId: account,
})

const bill = (world: World, what: string, pick: number, other: number): void => {
  const { billing } = world.sandbox
  const account = choose([...rows(world, 'Account', 'live'), ...rows(world, 'Account', 'binned')], other)
  const metadata =
    account && other % 4 > 0 ? { salesforce_account_id: account } : { salesforce_account_id: 'n/a' }
  if (what === 'customer_add')
    billing.add({ name: `New ${pick}`, email: `billing${pick}@new.example`, metadata })
  const id = choose(customers(world), pick)
  if (!id) return
  if (what === 'customer_edit') billing.update(id, { name: `Edited ${other}`, metadata })
  if (what === 'customer_delete' && customers(world).length > 2) billing.delete(id)
}

/** A person decides, through the same functions as the screens do. */
const decide = async (world: World, what: string, pick: number, other: number): Promise<void> => {
  const { chooseMain, choosePosition } = await import('../src/customers/contacts/choices.ts')
  const { database, workspaceId } = world
  const contacts = await sql<{
    id: string
  }>`select id from contacts where workspace_id = ${workspaceId} order by id`.execute(database.db)
  const positions = await sql<{
    id: string
  }>`select id from positions where workspace_id = ${workspaceId} order by rank`.execute(database.db)
  const id = choose(contacts.rows, pick)?.id
  if (!id) return
  const by = {
    workspaceId,
    userId: null,
    name: 'Noor',
    role: 'owner',
    via: 'browser',
    sessionId: null,
  } as const
  const now = world.clock.now()
  await database.transaction((tx) =>
    what === 'choose_main'
      ? chooseMain(tx, by, id, other % 4 > 0, now)
      : choosePosition(tx, by, id, choose(positions.rows, other)?.id ?? null, now),
  )
}
