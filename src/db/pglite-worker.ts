import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'

/**
 * The embedded database, alone in its thread: a long statement blocks this thread and not the one that answers
 * people. Talks by messages; one request at a time, in order.
 */
export type Asked =
  | { id: number; op: 'query'; sql: string; parameters: unknown[]; blob?: Uint8Array }
  | { id: number; op: 'script'; sql: string }
  | { id: number; op: 'dump' }
  | { id: number; op: 'close' }
export type Answered =
  | { id: number; rows: unknown[]; affected: number }
  | { id: number; failed: { message: string; code?: string; detail?: string; constraint?: string } }
  | { id: 0; ready: true }
  | { id: 0; broken: string }

const { directory, image } = workerData as { directory: string | null; image?: Uint8Array<ArrayBuffer> }
const port = parentPort
if (!port) throw new Error('This file is a worker.')
const say = (message: Answered): void => port.postMessage(message)

const database = new PGlite({
  ...(directory ? { dataDir: directory } : {}),
  ...(image ? { loadDataDir: new Blob([image]) } : {}),
})

const answer = async (asked: Asked): Promise<Answered> => {
  if (asked.op === 'close') {
    await database.close()
    return { id: asked.id, rows: [], affected: 0 }
  }
  if (asked.op === 'dump') {
    const file = await database.dumpDataDir('none')
    return { id: asked.id, rows: [new Uint8Array(await file.arrayBuffer())], affected: 0 }
  }
  if (asked.op === 'script') {
    const results = await database.exec(asked.sql)
    return {
      id: asked.id,
      rows: results.flatMap((result) => result.rows),
      affected: results.at(-1)?.affectedRows ?? 0,
    }
  }
  const blob = asked.blob ? new Blob([asked.blob as Uint8Array<ArrayBuffer>]) : undefined
  const result = await database.query(asked.sql, asked.parameters, blob ? { blob } : {})
  return { id: asked.id, rows: result.rows, affected: result.affectedRows ?? 0 }
}

// As on a server (postgres.ts): nothing here is read from a disk with moving heads.
let last: Promise<void> = database.waitReady
  .then(() => database.exec('set random_page_cost = 1.1'))
  .then(
    () => say({ id: 0, ready: true }),
    (error: Error) => say({ id: 0, broken: error.message }),
  )

port.on('message', (asked: Asked) => {
  last = last.then(async () => {
    try {
      say(await answer(asked))
    } catch (error) {
      const { message, code, detail, constraint } = error as Error & Record<string, string>
      say({
        id: asked.id,
        failed: {
          message,
          ...(code ? { code } : {}),
          ...(detail ? { detail } : {}),
          ...(constraint ? { constraint } : {}),
        },
      })
    }
  })
})
