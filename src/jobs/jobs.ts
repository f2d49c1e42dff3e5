import { CompiledQuery } from 'kysely'
import { PgBoss, type Db as QueueDatabase } from 'pg-boss'
import type * as z from 'zod'
import type { Log } from '../base/log.ts'
import type { Database, Tx } from '../db/db.ts'

/**
 * Work done later, and work done on a schedule. A thin face over the queue, which lives in the same database, so
 * asking for work commits or vanishes with the transaction that asks.
 *
 * Terms. A **job** is a name, the shape of its data, and what to do. It may be run twice (a worker was killed
 * after doing it and before saying so), so what it does must bear that. Jobs never carry secrets.
 */
export interface Job<D = unknown> {
  readonly name: string
  readonly data: z.ZodType<D>
  /** How often a failed or vanished attempt is tried again. */
  readonly retries: number
  /** Minute, hour, day, month, weekday; UTC. The data is `{}`. */
  readonly cron?: string
  run(data: D, signal: AbortSignal): Promise<void>
}

export interface Jobs {
  /** Begins to work off the given jobs. */
  start(jobs: readonly Job[]): Promise<void>
  /** Begins to take requests for the given jobs, which other processes work off, now or later. */
  startAsking(jobs: readonly Job[]): Promise<void>
  /** Asks for a job, as part of the transaction. */
  ask(tx: Tx, name: string, data: object): Promise<void>
  /** After that transaction has committed: do not wait for the next look. */
  wake(name: string): void
  /** Lets running jobs finish for `graceMs`, then aborts their signal. */
  stop(graceMs: number): Promise<void>
  /** The queue answers. */
  healthy(): boolean
}

// A worker that is killed shows by its silence; the queue's smallest allowed interval.
const heartbeatSeconds = 10
// Silence ends a job, not its length: the first read of a large org takes its time.
const expireInSeconds = 86_400

/** The queue over our database. On a server any number of processes may share it. */
export const openJobs = (database: Database, log: Log): Jobs => {
  const boss = new PgBoss({
    db: { executeSql: (text: string, values?: unknown[]) => database.execute(text, values) } as QueueDatabase,
    backend: database.kind,
    schema: 'jobs',
    monitorIntervalSeconds: 5,
    cronMonitorIntervalSeconds: 15,
    cronWorkerIntervalSeconds: 5,
    clockMonitorIntervalSeconds: 600,
  })
  boss.on('error', (error) => log.error({ err: error }, 'job queue'))
  const workers = new Map<string, string>()
  const stopping = new AbortController()
  let running = false

  // Nothing can be asked of a queue that is not there, and the first process on a new database may be any.
  const open = (job: Job): Promise<void> =>
    boss.createQueue(job.name, {
      retryLimit: job.retries,
      retryDelay: 1,
      heartbeatSeconds,
      expireInSeconds,
    })

  const begin = async (job: Job): Promise<void> => {
    await open(job)
    const id = await boss.work<object>(
      job.name,
      { pollingIntervalSeconds: 1, batchSize: 1 },
      async ([taken]) => {
        if (!taken) return
        log.debug({ job: job.name, id: taken.id }, 'job begins')
        await job.run(job.data.parse(taken.data ?? {}), AbortSignal.any([taken.signal, stopping.signal]))
      },
    )
    workers.set(job.name, id)
    if (job.cron) await boss.schedule(job.name, job.cron, {})
  }

  return {
    start: async (jobs) => {
      await boss.start()
      for (const job of jobs) await begin(job)
      running = true
    },
    startAsking: async (jobs) => {
      await boss.start()
      for (const job of jobs) await open(job)
      running = true
    },
    ask: async (tx, name, data) => {
      const db = {
        executeSql: async (text: string, values: unknown[] = []) =>
          tx.executeQuery(CompiledQuery.raw(text, values)),
      }
      await boss.send(name, data, { db: db as unknown as QueueDatabase })
    },
    wake: (name) => {
      const worker = workers.get(name)
      if (worker) boss.notifyWorker(worker)
    },
    stop: async (graceMs) => {
      running = false
      const abort = setTimeout(() => stopping.abort(new Error('Crosswalk is stopping.')), graceMs)
      await boss
        .stop({ graceful: true, timeout: graceMs + 5_000, close: false })
        .finally(() => clearTimeout(abort))
    },
    healthy: () => running,
  }
}
