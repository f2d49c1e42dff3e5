import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openGuard } from '../../test/mail-guard.ts'
import { freePort } from '../../test/port.ts'
import { startTestServer } from '../../test/server.ts'
import { systemClock } from '../base/clock.ts'
import { openDatabase } from '../db/db.ts'
import { migrate } from '../db/migrate.ts'
import { makeServerDatabase } from '../db/test-database.ts'
import { addApiKey } from '../people/contract.ts'
import { startMail } from '../sandbox/mail/mail.ts'
import { checkUp } from '../sync/check-up/contract.ts'
import type { Terminal } from './cli/command.ts'
import { runCommand } from './cli/run.ts'
import { readEnvironment } from './environment.ts'

// `crosswalk doctor` on a machine in every state: nothing there yet, stopped, running, wrongly set up.

let directory: string
let port: number

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'crosswalk-doctor-'))
  port = await freePort()
})
afterEach(() => rm(directory, { recursive: true }))

const doctor = async (options = '', variables: Record<string, string> = {}) => {
  let out = ''
  let complaint = ''
  const given = { PORT: String(port), CROSSWALK_DATA_DIR: directory, ...variables }
  const terminal: Terminal = {
    write: (text) => void (out += text),
    readInput: async () => '',
    variables: given,
    environment: () => readEnvironment(given),
    clock: systemClock,
    fetch,
    untilStopped: async () => 'SIGTERM',
  }
  const line = `doctor ${options}`.trim().split(' ')
  const code = await runCommand(line, terminal, (text) => void (complaint += text))
  return { code, out, complaint }
}

/** A database with one workspace that nobody has open, on the engine under test. */
let stopped: { variables: Record<string, string>; directory: string; url: string | undefined }
let drop = async (): Promise<void> => {}
beforeAll(async () => {
  const home = await mkdtemp(join(tmpdir(), 'crosswalk-doctor-'))
  const server = process.env.TEST_ENGINE === 'postgres' ? await makeServerDatabase() : null
  drop = async () => {
    await server?.drop()
    await rm(home, { recursive: true })
  }
  const url = server?.url
  const database = await openDatabase({ url, directory: home })
  await migrate(database.db)
  await sql`insert into workspaces (name) values ('Lantern Works')`.execute(database.db)
  await database.close()
  stopped = {
    variables: { CROSSWALK_DATA_DIR: home, ...(url && { DATABASE_URL: url }) },
    directory: home,
    url,
  }
})
afterAll(() => drop())

test('before the first start there is nothing to open, and looking makes nothing', async () => {
  const { code, out } = await doctor()
  expect(code).toBe(0)
  expect(out).toContain('There is no database in the data directory yet.')
  expect(out).toContain(`No server answers at port ${port}.`)
  expect(await readdir(directory)).toEqual([])
})

test('with the server stopped everything is checked here, and told in the audit', async () => {
  const variables = { ...stopped.variables, CROSSWALK_SECRET_KEY: 'a sealing key for tests, long enough' }
  const { code, out } = await doctor('--json', variables)
  expect(code).toBe(0)
  const found = checkUp.parse(JSON.parse(out))
  const states = Object.fromEntries(found.lines.map((line) => [line.code, line.state]))
  expect(states).toMatchObject({
    connected: 'amber',
    database: 'green',
    sealing_key: 'green',
    server: 'amber',
  })
  expect(states).not.toHaveProperty('jobs')
  const set = await doctor('--permission-set', variables)
  expect(set.out).toContain('<object>Contact</object>')
  const database = await openDatabase(stopped)
  const { rows } = await sql<{ said: string }>`
    select by_name || ' ' || sentence || ' by way of the ' || via as said from audit_lines`.execute(
    database.db,
  )
  await database.close()
  expect(rows).toEqual([{ said: 'Command line ran the check-up by way of the command line' }])
})

test('a lost key file is said, and no new one is made in its place', async () => {
  const { out } = await doctor('', stopped.variables)
  expect(out).toContain('The file secret.key is not in the data directory.')
  expect(await readdir(stopped.directory)).not.toContain('secret.key')
})

test('a running server is asked with a key, and only then', async () => {
  const server = await startTestServer({ environment: { PORT: String(port) } })
  await writeFile(join(directory, 'secret.key'), 'x', { mode: 0o600 })
  const { secret } = await (await server.owner()).call(addApiKey, { name: 'Doctor', role: 'admin' })
  const member = await (await server.owner()).call(addApiKey, { name: 'Member', role: 'member' })
  const asked = await doctor('', { CROSSWALK_API_KEY: secret, CROSSWALK_URL: server.url })
  expect(asked.out).toContain('Runs, and is ready.')
  expect(asked.out).toContain('By Doctor')
  expect([asked.code, asked.out.includes(secret)]).toEqual([0, false])
  const set = await doctor('--permission-set', { CROSSWALK_API_KEY: secret, CROSSWALK_URL: server.url })
  expect(set.out).toContain('<name>ViewAllUsers</name>')
  const refused = await doctor('', { CROSSWALK_API_KEY: member.secret, CROSSWALK_URL: server.url })
  expect(refused.out).toContain('The running server did not run the check-up')
  await server.stop()
})

test('wrong settings and a silent database are red, in words', async () => {
  const settings = await doctor('', { PORT: 'abc' })
  expect([settings.code, settings.out]).toEqual([1, expect.stringContaining('PORT: must be a number.')])
  const silent = await doctor('', {
    DATABASE_URL: `postgres://crosswalk:unspeakable@127.0.0.1:${await freePort()}/x`,
  })
  expect(silent.code).toBe(1)
  expect(silent.out).toContain('The database does not answer (ECONNREFUSED).')
  expect(silent.out).not.toContain('unspeakable')
})

test('outgoing mail is off, works, or does not, and the password is never said', async () => {
  expect((await doctor()).out).toMatch(/Look {3}Outgoing mail: Alerts by e-mail are off[\s\S]*Set SMTP_URL/)
  const guard = await openGuard('hunter2')
  const works = await doctor('', { SMTP_URL: `smtp://noor:hunter2@${guard.host}?from=a@lantern.example` })
  expect([works.code, works.out]).toEqual([
    0,
    expect.stringContaining(
      `Good   Outgoing mail: ${guard.host} answers, and takes the user name and password where it asks for them. E-mail comes from a@lantern.example.`,
    ),
  ])
  const refused = await doctor('--json', { SMTP_URL: `smtp://noor:hunter3@${guard.host}` })
  guard.close()
  expect(refused.code).toBe(1)
  const lineOf = (out: string) => checkUp.parse(JSON.parse(out)).lines.find(({ code }) => code === 'mail')
  expect(lineOf(refused.out)).toMatchObject({
    state: 'red',
    found: expect.stringContaining('does not accept the user name and password'),
    how: expect.stringContaining('SMTP_URL'),
  })
  const away = await doctor('--json', { SMTP_URL: `smtp://noor:hunter3@127.0.0.1:${await freePort()}` })
  expect(lineOf(away.out)?.found).toContain('cannot be reached (')
  for (const { out } of [works, refused, away]) expect(out).not.toMatch(/hunter|noor/)
})

test('with the database in hand the line is there once', async () => {
  const variables = { ...stopped.variables, CROSSWALK_SECRET_KEY: 'a sealing key for tests, long enough' }
  const { out } = await doctor('', variables)
  expect(out.split('Outgoing mail')).toHaveLength(2)
})

test('a running server is asked about its own mail, not this terminal’s', async () => {
  const mail = await startMail({ clock: systemClock })
  const server = await startTestServer({ environment: { PORT: String(port), SMTP_URL: mail.smtpUrl } })
  const { secret } = await (await server.owner()).call(addApiKey, { name: 'Doctor', role: 'admin' })
  const { out } = await doctor('', { CROSSWALK_API_KEY: secret, CROSSWALK_URL: server.url })
  await server.stop()
  await mail.close()
  expect(out).toContain(`Good   Outgoing mail: ${new URL(mail.smtpUrl).host} answers`)
  expect(out.split('Outgoing mail')).toHaveLength(2)
})

test('a key file that others can read is red, whoever looks', async () => {
  const path = join(directory, 'secret.key')
  await writeFile(path, 'x', { mode: 0o640 })
  expect((await stat(path)).mode & 0o777).toBe(0o640)
  const { code, out } = await doctor()
  expect([code, out]).toEqual([1, expect.stringContaining('chmod 600 secret.key')])
})
