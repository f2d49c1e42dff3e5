import { mkdir } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { lockDirectory } from './lock.ts'
import { makeDurable } from './durable.ts'
import type { Engine, Outcome, Session } from './engine.ts'
import type { Answered, Asked } from './pglite-worker.ts'

/** What PostgreSQL said no to. Carries the five-character code, as the other driver’s errors do. */
export class DatabaseError extends Error {
  readonly code: string | undefined
  readonly constraint: string | undefined
  constructor(failed: { message: string; code?: string; constraint?: string }) {
    super(failed.message)
    this.name = 'DatabaseError'
    this.code = failed.code
    this.constraint = failed.constraint
  }
}

// Measured: one blob of 8 MiB copies as fast as one of 64 and keeps the worker's memory flat.
const copyBatch = 8 * 1024 * 1024

// The embedded engine has nobody who vacuums by itself. Below this many rows it costs more than it gives: 0.2 s.
const worthVacuum = 1_000

class Embedded implements Session {
  readonly #worker: Worker
  readonly #waiting = new Map<number, { resolve: (o: Outcome) => void; reject: (e: Error) => void }>()
  #next = 1
  readonly ready: Promise<void>

  constructor(directory: string | null, image?: Uint8Array) {
    this.#worker = new Worker(new URL('./pglite-worker.ts', import.meta.url), {
      workerData: { directory, image },
    })
    this.ready = new Promise((resolve, reject) => {
      this.#worker.once('error', reject)
      this.#worker.on('message', (answered: Answered) => {
        if ('ready' in answered) resolve()
        else if ('broken' in answered) reject(new Error(answered.broken))
        else this.#settle(answered)
      })
    })
    this.#worker.on('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('The embedded database has ended.'))
      this.#waiting.clear()
    })
  }

  #settle(answered: Exclude<Answered, { id: 0 }>): void {
    const waiting = this.#waiting.get(answered.id)
    this.#waiting.delete(answered.id)
    if ('failed' in answered) waiting?.reject(new DatabaseError(answered.failed))
    else waiting?.resolve({ rows: answered.rows, affected: answered.affected })
  }

  #ask(asked: Asked): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(asked.id, { resolve, reject })
      this.#worker.postMessage(asked)
    })
  }

  async query(sql: string, parameters: readonly unknown[], blob?: Uint8Array): Promise<Outcome> {
    const asked = { id: this.#next++, op: 'query' as const, sql, parameters: [...parameters] }
    const asking = this.#ask(blob ? { ...asked, blob } : asked)
    // The error is born in the other thread; without this its stack would not say who asked.
    const here = new Error('asked here')
    return asking.catch((error: Error) => {
      error.stack = `${error.name}: ${error.message}\n${here.stack?.split('\n').slice(1).join('\n')}`
      throw error
    })
  }

  script(sql: string): Promise<Outcome> {
    return this.#ask({ id: this.#next++, op: 'script', sql })
  }

  async copyIn(sql: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
    const fromBlob = sql.replace(/ from stdin/i, " from '/dev/blob'")
    let rows = 0
    let held: Uint8Array[] = []
    let size = 0
    const flush = async (): Promise<void> => {
      if (size === 0) return
      const result = await this.query(fromBlob, [], Buffer.concat(held))
      rows += result.affected
      held = []
      size = 0
    }
    for await (const chunk of chunks) {
      held.push(chunk)
      size += chunk.length
      if (size >= copyBatch) await flush()
    }
    await flush()
    return rows
  }

  /** The whole data directory as one tar, from which `openPglite` can start. */
  async dump(): Promise<Uint8Array> {
    const { rows } = await this.#ask({ id: this.#next++, op: 'dump' })
    return rows[0] as Uint8Array
  }

  async close(): Promise<void> {
    await this.#ask({ id: this.#next++, op: 'close' }).catch(() => {})
    await this.#worker.terminate()
  }
}

/** One at a time, first come first served. */
class Turnstile {
  #last: Promise<void> = Promise.resolve()
  #leave: (() => void) | null = null

  async enter(): Promise<void> {
    const before = this.#last
    let leave = (): void => {}
    this.#last = new Promise((resolve) => (leave = resolve))
    await before
    this.#leave = leave
  }

  leave(): void {
    this.#leave?.()
  }
}

export interface EmbeddedEngine extends Engine {
  dump(): Promise<Uint8Array>
}

/**
 * Opens the embedded database in `directory`, or in memory when null. Takes the directory’s lock: a second
 * process would lose rows without a word, so it is refused with a sentence.
 */
export const openPglite = async (directory: string | null, image?: Uint8Array): Promise<EmbeddedEngine> => {
  if (directory) await mkdir(directory, { recursive: true, mode: 0o700 })
  const unlock = directory ? await lockDirectory(directory) : async () => {}
  const session = new Embedded(directory ? `${directory}/pg` : null, image)
  try {
    await session.ready
  } catch (error) {
    await unlock()
    throw error
  }
  const turnstile = new Turnstile()
  return {
    kind: 'pglite',
    take: async () => {
      await turnstile.enter()
      return session
    },
    give: () => turnstile.leave(),
    settle: async (rowsWritten) => {
      await turnstile.enter()
      try {
        if (rowsWritten >= worthVacuum) await session.query('vacuum analyze', [])
        if (directory) await session.query('checkpoint', [])
      } finally {
        turnstile.leave()
      }
      if (directory) await makeDurable(`${directory}/pg`)
    },
    dump: () => session.dump(),
    close: async () => {
      await turnstile.enter()
      await session.close()
      await unlock()
    },
  }
}
