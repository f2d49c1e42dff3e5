import type { Clock } from '../../base/clock.ts'
import { SANDBOX_CALLBACK, SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET } from '../credentials.ts'
import { Faults } from '../faults.ts'
import { Serial } from '../serial.ts'
import { BulkJobs } from './bulk/jobs.ts'
import { Changes } from './changes.ts'
import type { Follower } from './changes.ts'
import { Features } from './features.ts'
import { Persons } from './persons.ts'
import { Relations } from './relations.ts'
import { Locators } from './locators.ts'
import type { Visit } from './oauth/visit.ts'
import { Grants } from './oauth/grants.ts'
import type { App } from './oauth/grants.ts'
import { Permissions } from './permissions.ts'
import type { ApiRefusal, PageError, TokenRefusal } from './refusals.ts'
import { winter27 } from './release.ts'
import type { Release } from './release.ts'
import type { Table } from './table.ts'
import { Usage } from './usage.ts'

/** What an org is made of. */
interface OrgOptions {
  readonly clock: Clock
  readonly seed: number
  /** Tells orgs of one seed apart: their tokens are not each other's. */
  readonly number?: number
  readonly tables: readonly Table[]
  /** Shows the password on the log-in page. */
  readonly demo: boolean
}

/** Between the token series of two orgs; no run makes as many. */
const orgApart = 1_000_003

/**
 * One made-up Salesforce org: its rows, its people's permissions, its apps and grants, and the switches that make it
 * refuse or misbehave. Holding it is holding every control; the servers only read it.
 */
export class Org {
  readonly serial: Serial
  readonly permissions: Permissions
  readonly changes: Changes
  readonly features: Features
  /** Who else works where; there with contacts to multiple accounts. */
  readonly relations: Relations
  readonly grants: Grants
  readonly locators: Locators
  readonly jobs: BulkJobs
  readonly usage: Usage
  readonly faults: Faults
  readonly apps = new Map<string, App>()
  readonly visits = new Map<string, Visit>()
  /** Which user a browser's cookie is logged in as. */
  readonly browsers = new Map<string, string>()
  readonly demo: boolean
  /** While the company is seeded, what a feature brings is as old as what it is about. */
  seeding = true
  /** Where it is served; set once the server listens. */
  origin = ''
  /** What token answers call the instance; the origin unless a test says otherwise. Null leaves it out. */
  instanceUrl: string | null = null
  /** Rows per REST page; the caller's wish, up to 2,000, when null. */
  pageSize: number | null = null
  /** The authorize page ends in one of Salesforce's own errors: true is the usual "approval" one. */
  approvalError: boolean | PageError = false
  /** Which API versions it answers. */
  release: Release = winter27()
  /** The API refuses every call, however good its session. */
  apiRefusal: ApiRefusal | null = null
  /** The token endpoint refuses every request. */
  tokenRefusal: TokenRefusal | null = null
  /** Which of Salesforce's hosts this stands for. The generic and Lightning ones refuse what they do in life. */
  host: 'my_domain' | 'generic' | 'lightning' = 'my_domain'
  /** What userinfo says of whom it is asked for. */
  userinfo = { integrationUser: false, userType: 'STANDARD' }
  /** Every API call is answered 403 API_DISABLED_FOR_ORG. */
  apiDisabled = false
  /** Whom the client credentials flow acts as; null switches the flow off. */
  clientCredentialsUser: string | null
  readonly #clock: Clock
  readonly #tables: Map<string, Table>

  constructor(options: OrgOptions) {
    const { clock, seed, tables, demo } = options
    this.#clock = clock
    this.#tables = new Map(tables.map((table) => [table.schema.name.toLowerCase(), table]))
    this.demo = demo
    this.serial = new Serial(seed + orgApart * (options.number ?? 0))
    this.features = new Features((feature, on) => {
      this.permissions.touch()
      if (feature === 'contactsToMultipleAccounts')
        this.relations.switch(on, this.seeding ? null : this.#seconds(), this.#seconds())
    })
    this.permissions = new Permissions(this.#tables, this.features, () => clock.now())
    this.permissions.hideObject('UserLogin', true)
    this.relations = new Relations({
      accounts: this.table('Account'),
      contacts: this.table('Contact'),
      relations: this.table('AccountContactRelation'),
    })
    this.locators = new Locators(this.serial)
    this.grants = new Grants(
      clock,
      this.serial,
      () => this.id,
      (token) => this.locators.endSession(token),
    )
    this.jobs = new BulkJobs()
    this.usage = new Usage(clock)
    this.faults = new Faults((order) => ({
      status: order.status ?? 500,
      headers: { 'content-type': 'application/json;charset=UTF-8', ...this.usage.header },
      body: JSON.stringify([
        {
          message:
            order.message ??
            'An unexpected error occurred. Please include this ErrorId: 1234567890-12345 (-987654321)',
          errorCode: order.errorCode ?? 'UNKNOWN_EXCEPTION',
        },
      ]),
    }))
    const users = this.table('User')
    const persons = new Persons(this.features, this.table('Account'), this.table('Contact'))
    this.changes = new Changes(this.#tables, this.features, () => clock.now(), [
      this.relations,
      persons,
      logins(users, this.table('UserLogin')),
    ])
    this.clientCredentialsUser = users.id(1)
    this.apps.set(SANDBOX_CLIENT_ID, {
      clientId: SANDBOX_CLIENT_ID,
      clientSecret: SANDBOX_CLIENT_SECRET,
      callbackUrls: [SANDBOX_CALLBACK],
      anyLoopbackCallback: true,
      name: 'Crosswalk',
    })
  }

  get id(): string {
    return this.table('Organization').id(0)
  }

  /** From now on another org answers here, with the same records under another organization id. Approvals stay good. */
  becomeAnotherOrg(number: number): void {
    this.table('Organization').renumber(number)
  }

  now(): Date {
    return this.#clock.now()
  }

  table(name: string): Table {
    const table = this.#tables.get(name.toLowerCase())
    if (!table) throw new RangeError(`the org has no ${name}`)
    return table
  }

  /** Every object of the features that are on. */
  tables(): Table[] {
    return [...this.#tables.values()].filter((table) => this.features.has(table.schema.feature))
  }

  /** Gives an app another secret. The old one is wrong from now on, and so is every refresh token made with it. */
  rotateSecret(clientId: string, secret: string): void {
    const app = this.apps.get(clientId)
    if (!app) throw new RangeError(`no app ${clientId}`)
    this.apps.set(clientId, { ...app, clientSecret: secret })
    this.grants.revokeApp(clientId)
  }

  /** Freezes a user or lets them go: frozen, they stay active, cannot log in, and lose what they approved. */
  freezeUser(userId: string, frozen: boolean): void {
    const login = this.table('UserLogin').id(this.table('User').find(userId))
    this.changes.update('UserLogin', login, { IsFrozen: frozen })
    if (frozen) this.grants.revokeUser(userId)
  }

  #seconds(): number {
    return Math.floor(this.now().getTime() / 1000)
  }

  /** The identity URL of a user: on the generic log-in host, whatever host the org is at. */
  identityUrl(userId: string): string {
    const isSandbox = this.table('Organization').read(0, 'IsSandbox') === true
    return `https://${isSandbox ? 'test' : 'login'}.salesforce.com/id/${this.id}/${userId}`
  }

  /** The user is there, active, and not frozen. */
  isActiveUser(userId: string): boolean {
    const users = this.table('User')
    const index = users.find(userId)
    const frozen = this.table('UserLogin').read(index, 'IsFrozen') === true
    return index >= 0 && users.read(index, 'IsActive') === true && !frozen
  }

  /** The id of the user with this user name, or null. */
  userNamed(username: string): string | null {
    const users = this.table('User')
    for (let index = 0; index < users.size; index++) {
      if (users.read(index, 'Username') === username) return users.id(index)
    }
    return null
  }
}

/** Every user has a login row of the same number. */
const logins = (users: Table, rows: Table): Follower => ({
  changed: (table, index, row, stamp) => {
    if (table === users && index >= rows.size)
      rows.add({ UserId: users.id(index), IsFrozen: false }, stamp ?? 0)
  },
  lived: () => undefined,
})
