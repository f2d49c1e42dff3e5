import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compose, type Crosswalk, type Given } from '../src/app/compose.ts'
import { readEnvironment } from '../src/app/environment.ts'
import { systemClock, type Clock } from '../src/base/clock.ts'
import { openLog } from '../src/base/log.ts'
import type { Database } from '../src/db/db.ts'
import { openTestDatabase } from '../src/db/test-database.ts'
import { setUp } from '../src/people/contract.ts'
import { systemRandom } from '../src/people/token.ts'
import { Client } from './client.ts'
import { freePort } from './port.ts'

/** The first owner of every test server. */
export const owner = {
  workspaceName: 'Lantern Works',
  name: 'Noor Haddad',
  email: 'noor@lantern.example',
  password: 'a long enough one',
}

export interface TestServer {
  readonly crosswalk: Crosswalk
  readonly database: Database
  /** Such as `http://localhost:34567`. */
  readonly url: string
  /** Not signed in yet. */
  client(): Client
  /** Signed in as the owner, who is made by the first call. */
  owner(): Promise<Client>
  stop(): Promise<void>
}

export interface TestServerOptions {
  /** Beside what the harness sets itself; such as CROSSWALK_SALESFORCE_ORIGIN of a sandbox. */
  readonly environment?: Record<string, string>
  readonly clock?: Clock
  /** One that is open already, and stays so. */
  readonly database?: Database
  /** Work off jobs too. */
  readonly jobs?: boolean
  /** The made-up account: as in the demo, nothing leaves this machine. */
  readonly demo?: NonNullable<Given['demo']>
  /** Hand out the built screens. */
  readonly screens?: boolean
  readonly logLevel?: string
  /** Instead of one of `logLevel`, for reading what was logged. */
  readonly log?: ReturnType<typeof openLog>
}

/** A whole Crosswalk in this process, on a free port and a database of its own. `TEST_ENGINE` says which engine. */
export const startTestServer = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const directory = await mkdtemp(join(tmpdir(), 'crosswalk-test-'))
  const database = options.database ?? (await openTestDatabase())
  const environment = readEnvironment({
    PORT: String(await freePort()),
    CROSSWALK_DATA_DIR: directory,
    LOG_LEVEL: options.logLevel ?? 'silent',
    ...options.environment,
  })
  const crosswalk = await compose({
    environment,
    clock: options.clock ?? systemClock,
    random: systemRandom,
    log: options.log ?? openLog(environment.logLevel),
    database,
    // A sixteenth of a millisecond instead of a third of a second.
    passwordCost: 4,
    checkAnswers: true,
    ...(options.demo && { demo: options.demo }),
    ...(options.screens ? {} : { browserFolder: null }),
  })
  if (options.jobs) await crosswalk.work()
  await crosswalk.listen()
  const client = () => new Client(crosswalk.publicUrl)
  let first: Promise<Client> | null = null
  return {
    crosswalk,
    database,
    url: crosswalk.publicUrl,
    client,
    owner: () =>
      (first ??= (async () => {
        const signedIn = client()
        await signedIn.call(setUp, owner)
        return signedIn
      })()),
    stop: async () => {
      await crosswalk.stop(1_000)
      if (!options.database) await database.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
