import * as z from 'zod'
import type { Job } from '../../jobs/jobs.ts'
import { deliverDue } from './deliver.ts'
import { look } from './look.ts'
import type { AlertParts } from './parts.ts'
import { deliverJob } from './tell.ts'

/** The work of this folder: sending what is due, and looking by the minute. */
export const alertJobs = (parts: AlertParts): readonly Job[] => [
  {
    name: deliverJob,
    data: z.object({}),
    // Each delivery knows its own next try; the next minute finds it.
    retries: 0,
    cron: '* * * * *',
    run: (_data, signal) => deliverDue(parts, signal),
  },
  {
    name: 'alerts.look',
    data: z.object({}),
    retries: 0,
    cron: '* * * * *',
    run: (_data, signal) => look(parts, signal),
  },
]
