import * as z from 'zod'
import type { ConnectionParts } from '../../connections/connections.ts'
import type { Job } from '../../jobs/jobs.ts'
import { throwAwayHistory } from './retention.ts'

/** Once a day, at an hour when hardly anybody looks at old changes. */
export const retentionJobs = ({
  database,
  outside,
}: Pick<ConnectionParts, 'database' | 'outside'>): readonly Job[] => [
  {
    name: 'history.throw_away',
    data: z.object({}),
    retries: 2,
    cron: '40 3 * * *',
    run: () => throwAwayHistory(database, outside.clock.now()),
  },
]
