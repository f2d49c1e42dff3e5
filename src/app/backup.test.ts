import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../base/clock.ts'
import { openDatabase } from '../db/db.ts'
import { lockDirectory } from '../db/lock.ts'
import { runCommand } from './cli/run.ts'
import { readEnvironment } from './environment.ts'

let home: string
const data = () => join(home, 'data')
const file = () => join(home, 'backup.tar.gz')

const type = async (line: string[], variables: Record<string, string>) => {
  let said = ''
  const hear = (text: string): void => void (said += text)
  const terminal = {
    write: hear,
    readInput: async () => '',
    variables,
    environment: () => readEnvironment(variables),
    clock: systemClock,
    fetch,
    untilStopped: async () => 'SIGTERM',
  }
  return { code: await runCommand(line, terminal, hear), said }
}

const backup = (variables: Record<string, string> = {}) =>
  type(['backup', file()], { CROSSWALK_DATA_DIR: data(), ...variables })
const restore = (directory: string, from = file()) =>
  type(['restore', from], { CROSSWALK_DATA_DIR: directory })

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'crosswalk-backup-'))
  const database = await openDatabase({ directory: data() })
  await sql`create table kept (name text)`.execute(database.db)
  await sql`insert into kept values ('Lantern Works')`.execute(database.db)
  await database.close()
  await writeFile(join(data(), 'secret.key'), 'the sealing key')
}, 60_000)
afterAll(() => rm(home, { recursive: true }))

// Each opens a database on disk.
describe('a backup', { timeout: 60_000 }, () => {
  test('holds the database but not the sealing key, says so, and is nobody else’s to read', async () => {
    const { code, said } = await backup()
    const words = `The sealing key is not in it. Keep ${join(data(), 'secret.key')}`
    expect([code, said]).toEqual([0, expect.stringContaining(words)])
    expect((await stat(file())).mode & 0o777).toBe(0o600)
    expect(gunzipSync(await readFile(file())).includes('the sealing key')).toBe(false)
    expect((await readdir(home)).toSorted()).toEqual(['backup.tar.gz', 'data'])
  })

  test('never replaces a file', async () => {
    const before = await readFile(file())
    expect(await backup()).toMatchObject({ code: 1, said: expect.stringContaining('exists already') })
    expect(await readFile(file())).toEqual(before)
  })

  test('comes back into an empty directory, with or without the key beside it', async () => {
    const fresh = join(home, 'fresh')
    const { code, said } = await restore(fresh)
    expect([code, said]).toEqual([0, expect.stringContaining('The sealing key is missing.')])
    const database = await openDatabase({ directory: fresh })
    const { rows } = await sql`select name from kept`.execute(database.db)
    await database.close()
    expect(rows).toEqual([{ name: 'Lantern Works' }])

    const keyed = join(home, 'keyed')
    await mkdir(keyed)
    await writeFile(join(keyed, 'secret.key'), 'the sealing key')
    expect(await restore(keyed)).toEqual({ code: 0, said: `Restored ${file()} into ${keyed}.\n` })
  })

  test('never goes over data', async () => {
    expect(await restore(data())).toMatchObject({ code: 1, said: expect.stringContaining('is not empty') })
  })

  test('that was cut off, or is something else, leaves nothing behind', async () => {
    const whole = await readFile(file())
    const cut = join(home, 'cut')
    await writeFile(cut, whole.subarray(0, whole.length / 2))
    const other = join(home, 'other')
    await writeFile(other, 'hello')
    for (const from of [cut, other, join(home, 'nowhere')]) {
      const into = join(home, 'into')
      expect(await restore(into, from)).toMatchObject({
        code: 1,
        said: expect.stringContaining('not a whole backup'),
      })
      if (from !== join(home, 'nowhere'))
        expect((await readdir(into)).filter((name) => !name.startsWith('in-use'))).toEqual([])
    }
  })
})

test('nothing is copied while Crosswalk has the database open', async () => {
  const unlock = await lockDirectory(data())
  const { code, said } = await type(['backup', join(home, 'b')], { CROSSWALK_DATA_DIR: data() })
  await unlock()
  expect([code, said]).toEqual([1, expect.stringContaining('Another Crosswalk')])
})

test('without a database there is nothing to copy, and a server has its own tools', async () => {
  const empty = await type(['backup', join(home, 'b')], { CROSSWALK_DATA_DIR: home })
  expect(empty).toMatchObject({ code: 1, said: expect.stringContaining('There is no database in') })
  const server = { DATABASE_URL: 'postgres://user:hunter2@host/x' }
  expect(await type(['backup', 'b'], server)).toMatchObject({ said: expect.stringContaining('pg_dump') })
  const { code, said } = await type(['restore', 'b'], server)
  expect([code, said]).toEqual([1, expect.stringContaining('pg_restore')])
  expect(said).not.toContain('hunter2')
})
