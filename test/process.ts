import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeServerDatabase } from '../src/db/test-database.ts'
import { Client } from './client.ts'
import { freePort } from './port.ts'

/** A Crosswalk in a process of its own, so that it can be killed. Its data outlives it. */
export interface OwnProcess {
  readonly url: string
  /** Starts it; resolves when it answers. */
  start(): Promise<void>
  /** kill -9. Resolves when it is dead. */
  kill(): Promise<void>
  /** SIGTERM. Resolves to its exit code. */
  stop(): Promise<number | null>
  client(): Client
  remove(): Promise<void>
}

const main = new URL('../src/app/main.ts', import.meta.url).pathname

/** Prepares one on the engine under test; `environment` is added to what it needs to run. */
export const ownProcess = async (environment: Record<string, string>): Promise<OwnProcess> => {
  const directory = await mkdtemp(join(tmpdir(), 'crosswalk-own-'))
  const server = process.env.TEST_ENGINE === 'postgres' ? await makeServerDatabase() : null
  const port = await freePort()
  const url = `http://localhost:${port}`
  let child: ChildProcess | null = null
  const dead = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    const gone = once(child, 'exit')
    child.kill(signal)
    return (await gone)[0] as number | null
  }
  return {
    url,
    start: async () => {
      const started = spawn(process.execPath, [main, 'serve'], {
        env: {
          PATH: process.env.PATH,
          PORT: String(port),
          CROSSWALK_DATA_DIR: directory,
          LOG_LEVEL: 'error',
          ...(server ? { DATABASE_URL: server.url } : {}),
          ...environment,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      child = started
      await new Promise<void>((resolve, reject) => {
        started.stdout.on('data', (text) => String(text).includes('ready') && resolve())
        started.once('exit', () => reject(new Error('Crosswalk ended before it was ready.')))
      })
    },
    kill: async () => void (await dead('SIGKILL')),
    stop: () => dead('SIGTERM'),
    client: () => new Client(url),
    remove: async () => {
      await dead('SIGKILL')
      await server?.drop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
