import { expect } from 'vitest'
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts'
import { addCustomer, atCustomer, type Known } from '../at-customer.ts'
import { openWorld, type World } from '../world.ts'
import { promised, runWell, seenAfter, type Fault } from './fault.ts'
import { about, matched, own, people, type Own } from './look.ts'

const manager = ({ manager: by }: Known): string => {
  if (!by) return 'no account manager'
  const flags = (['inactive', 'frozen', 'hidden'] as const).filter((flag) => by[flag])
  return [by.name.replace(/005\w+/, '005…'), by.email?.replace(/\d+/, ''), ...flags]
    .filter(Boolean)
    .join(', ')
}

let users = 0
const newUser = (
  { sandbox: { org } }: World,
  fields: Readonly<Record<string, string | boolean | null>> = {},
): string => {
  users += 1
  return org.changes.insert('User', {
    FirstName: 'Kim',
    LastName: 'Owner',
    Username: `kim${users}@northwind-traders.example`,
    Email: `kim${users}@northwind-traders.example`,
    UserType: 'Standard',
    IsActive: true,
    ...fields,
  })
}

/** The account manager of a customer whose account a user of this kind owns. */
const ownedBy = (
  fields: Readonly<Record<string, string | boolean | null>>,
  then: (world: World, user: string) => void = () => {},
): Fault['observe'] =>
  about(async (one) => {
    const user = newUser(one.world, fields)
    one.world.sandbox.org.changes.update('Account', one.account, { OwnerId: user })
    then(one.world, user)
    return manager(await one.look())
  })

const movedByEmail: Fault['observe'] = about(async (one) => {
  const user = newUser(one.world)
  one.world.sandbox.org.changes.update('Account', one.account, { OwnerId: user })
  const before = manager(await one.look())
  one.world.sandbox.org.changes.update('User', user, { Email: 'kim.married@northwind-traders.example' })
  const after = manager(await one.look())
  expect(after).not.toBe(before)
  return `${before}; then ${after}`
})

const anotherOwner: Fault['observe'] = about(async (one) => {
  const before = manager(await one.look())
  one.world.sandbox.org.changes.update('Account', one.account, { OwnerId: newUser(one.world) })
  return `${before}; then ${manager(await one.look())}`
})

/** Customers whose field holds one id in several spellings. */
const spelled = (spell: (id: string, one: Own) => string): Fault['observe'] =>
  about(async (one) => {
    one.contact()
    const customer = addCustomer(one.world, spell(one.account, one))
    await one.look()
    const found = await atCustomer(one.world, customer)
    return `${matched(found)}${found.match.account === one.account ? ': ' + people(found) : ''}`
  })

const features = [
  'personAccounts',
  'contactsToMultipleAccounts',
  'multiCurrency',
  'statePicklists',
  'accountTeams',
] as const

/** The same company with a feature on and with none: nobody's contacts and account managers differ. */
const sameWith =
  (...on: (keyof SandboxOptions)[]): Fault['observe'] =>
  async ({ database }) => {
    const size = { customers: 8, accounts: 10, contactsPerAccount: 2, sellers: 4, seed: 12 }
    const seen: string[][] = []
    let last: Awaited<ReturnType<World['run']>> | null = null
    for (const options of [size, { ...size, ...Object.fromEntries(on.map((one) => [one, true])) }]) {
      const world = await openWorld(options, database)
      last = await runWell(world)
      seen.push((await world.seen()).map(withoutIds).toSorted())
      await world.close()
    }
    expect(seen[0]).toEqual(seen[1])
    if (!last) throw new Error('no run')
    return seenAfter(last, `the same ${seen[0]?.length} lines as without`)
  }

const withoutIds = (line: string): string => line.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '')

/** A person who is an account. */
const person =
  (
    look: (one: {
      world: World
      account: string
      shadow: string
      see(value: string): Promise<Known>
    }) => Promise<string>,
  ): Fault['observe'] =>
  async (world) => {
    const { org } = world.sandbox
    const account = org.changes.insert('Account', {
      FirstName: 'Ida',
      LastName: 'Vann',
      PersonEmail: 'ida@vann.example',
    })
    const accounts = org.table('Account')
    const shadow = String(accounts.read(accounts.find(account), 'PersonContactId'))
    const see = async (value: string): Promise<Known> => {
      const customer = addCustomer(world, value)
      await runWell(world)
      return atCustomer(world, customer)
    }
    const found = await look({ world, account, shadow, see })
    return seenAfter(await runWell(world), found)
  }

const related =
  (relatedContacts: boolean): Fault['observe'] =>
  async (world) => {
    const one = own(world)
    const other = own(world, { Name: 'Another employer' })
    const contact = one.contact()
    other.contact({ LastName: 'Of the house', Email: 'host@own1.example' })
    world.sandbox.org.changes.insert('AccountContactRelation', {
      AccountId: other.account,
      ContactId: contact,
      IsDirect: false,
      IsActive: true,
    })
    await world.settings({ relatedContacts })
    const there = people(await other.look())
    const home = people(await atCustomer(world, one.customer))
    await world.settings({ relatedContacts: false })
    await runWell(world)
    return seenAfter(other.last(), `at home ${home}; at the other account ${there}`)
  }

/** Relations were chosen, and then the org takes them away. */
const relationsGone: Fault['observe'] = async (world) => {
  const { org } = world.sandbox
  await world.settings({ relatedContacts: true })
  await runWell(world)
  const before = await world.seen()
  org.permissions.hideObject('AccountContactRelation', true)
  world.clock.move({ minutes: 1 })
  const run = await world.run()
  expect(run).toMatchObject({ state: 'partial', problem: { code: 'relations_hidden' } })
  expect(await world.seen()).toEqual(before)
  org.permissions.hideObject('AccountContactRelation', false)
  const next = await runWell(world)
  await world.settings({ relatedContacts: false })
  await runWell(world)
  return seenAfter(run, 'as they were', next.state)
}

const mail = (email: string): Fault['observe'] =>
  about(async (one) => {
    one.contact()
    one.contact({ Email: email })
    return people(await one.look())
  })

const lookalike = (id: string): string => id.slice(0, 15).toLowerCase() + id.slice(15)

export const data: readonly Fault[] = [
  ...promised('A person account is one human with two ids.', {
    'A customer names the account': person(async ({ account, see }) => people(await see(account))),
    'A customer names the contact behind it': person(async ({ shadow, see }) => {
      const found = await see(shadow)
      return `${matched(found)}: ${people(found)}`
    }),
    'The e-mail changes on the account': person(async ({ world, account, see }) => {
      world.sandbox.org.changes.update('Account', account, { PersonEmail: 'ida@home.example' })
      return people(await see(account))
    }),
    'The e-mail changes on the contact': person(async ({ world, account, shadow, see }) => {
      world.sandbox.org.changes.update('Contact', shadow, { Email: 'ida@work.example' })
      return people(await see(account))
    }),
  }),
  ...promised('Contacts related to several accounts count where that is chosen.', {
    'A contact is related to a second account, direct only': related(false),
    'A contact is related to a second account, related too': related(true),
    'Relations are chosen, and hidden later': relationsGone,
  }),
  ...promised('Every kind of user: system users are no account managers, and who cannot work is flagged.', {
    'The owner is a colleague': ownedBy({}),
    'The owner is the automated process': ownedBy({ UserType: 'AutomatedProcess' }),
    'The owner is an integration of Salesforce': ownedBy({ UserType: 'CloudIntegrationUser' }),
    'The owner is a partner in a portal': ownedBy({ UserType: 'PowerPartner' }),
    'The owner has a system address without a dot': ownedBy({ Email: 'noreply@00d5g000000fghi' }),
    'The owner is inactive': ownedBy({ IsActive: false }),
    'The owner is frozen': ownedBy({}, ({ sandbox: { org } }, user) => org.freezeUser(user, true)),
    'The owner is hidden': ownedBy({}, ({ sandbox: { org } }, user) => org.permissions.hideRow(user, true)),
    'The owner has no address': ownedBy({ Email: '' }),
    'The owner’s address is one of a sandbox copy': ownedBy({
      Email: 'kim@northwind-traders.example.invalid',
    }),
    'The account gets another owner': anotherOwner,
    'The owner’s address changes, and nothing else': movedByEmail,
  }),
  ...promised('Contacts without a usable address are left out, and private ones belong to nobody.', {
    'An address of a sandbox copy': mail('copied@own.example.invalid'),
    'An address of an old sandbox copy': mail('copied=own.example@example.com'),
    'Words instead of an address': mail('see assistant'),
    'No-break spaces around the address': mail('\u00a0blanks@own1.example\u00a0'),
    'A contact without an account': about(async (one) => {
      one.contact()
      one.contact({ AccountId: null })
      return people(await one.look())
    }),
    'A contact that moves to no account': about(async (one) => {
      one.contact()
      const second = one.contact()
      await one.look()
      one.world.sandbox.org.changes.update('Contact', second, { AccountId: null })
      return people(await one.look())
    }),
  }),
  ...promised('Ids are taken in every spelling, and never guessed.', {
    '18 characters': spelled((id) => id),
    '15 characters': spelled((id) => id.slice(0, 15)),
    '18 characters, all upper case': spelled((id) => id.toUpperCase()),
    '18 characters, all lower case': spelled(lookalike),
    '15 characters, all lower case, where the case is lost for good': spelled((id) =>
      id.slice(0, 15).replace(/[A-Z]/g, (one) => one.toLowerCase()),
    ),
    'Blanks around it, the invisible kinds included': spelled((id) => `\u00a0 ${id}\u200b`),
    'The address of a Lightning page': spelled(
      (id) => `https://northwind.lightning.force.com/lightning/r/Account/${id}/view`,
    ),
    'The address of a classic page': spelled(
      (id) => `https://northwind.my.salesforce.com/${id.slice(0, 15)}`,
    ),
    'Wrong check characters': spelled((id) => id.slice(0, 17) + (id.endsWith('A') ? 'B' : 'A')),
    'Sixteen characters': spelled((id) => id.slice(0, 16)),
    'The id of a user': spelled((_, { world }) => world.sandbox.org.table('User').id(0)),
    'The id of a contact of a company': spelled((_, { world }) => world.sandbox.org.table('Contact').id(0)),
    Words: spelled(() => 'n/a'),
    Nothing: spelled(() => ''),
  }),
  ...promised('What an org has switched on does not matter.', {
    ...Object.fromEntries(features.map((feature) => [`${feature} on`, sameWith(feature)])),
    'All of them on': sameWith(...features),
  }),
]
