import { sql } from 'kysely'
import type { JobLedger, JobPlace } from '../connectors/connector.ts'
import type { Db } from '../db/db.ts'

type Job = Pick<JobPlace, 'job' | 'version'>

/** Writes down the jobs a connection makes in its org until they are removed, so that a crash leaves none unknown. */
export const bulkJobs = (db: Db, connectionId: string, now: () => Date): JobLedger => ({
  opened: async ({ job, version }) => {
    await sql`insert into bulk_jobs (workspace_id, connection_id, job_id, version, opened_at)
      select workspace_id, id, ${job}, ${version}, ${now()} from connections where id = ${connectionId}
      on conflict do nothing`.execute(db)
  },
  closed: async (job) => {
    await sql`delete from bulk_jobs where connection_id = ${connectionId} and job_id = ${job}`.execute(db)
  },
})

/** Jobs of a connection that have not been removed from the org. */
export const leftJobs = async (db: Db, connectionId: string): Promise<Job[]> =>
  (
    await sql<Job>`select job_id as job, version from bulk_jobs where connection_id = ${connectionId}
      order by opened_at, job_id`.execute(db)
  ).rows
