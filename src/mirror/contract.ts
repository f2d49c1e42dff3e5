import * as z from 'zod'
import { endpoint, instant } from '../base/endpoint.ts'

/** CSV uploads: look first, then write. */

export const uploadKind = z.enum(['customers', 'contacts'])
export const upload = z.object({
  id: z.uuid(),
  kind: uploadKind,
  name: z.string(),
  uploadedAt: instant,
  encoding: z.string(),
  delimiter: z.enum([',', ';', '\t', '|']),
  columns: z.array(z.string()),
  /** The first rows as they stand in the file. */
  sample: z.array(z.array(z.string())),
  rows: z.number().int(),
  /** Our proposal: column of each target, or null. */
  mapping: z.record(z.string(), z.string().nullable()),
  /** What can be mapped, with whether it must be. */
  targets: z.array(z.object({ target: z.string(), label: z.string(), required: z.boolean() })),
  appliedAt: instant.nullable(),
})
export const uploadProblem = z.object({ line: z.number().int(), reason: z.string(), text: z.string() })
export const uploadPreview = z.object({
  good: z.number().int(),
  bad: z.number().int(),
  /** Against what is there now. */
  added: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  /** Customers (or contacts) from an earlier upload that this file no longer has. */
  removed: z.number().int(),
  customFields: z.array(z.string()),
  /** The first mapped rows: target → value. */
  rows: z.array(z.record(z.string(), z.string().nullable())),
  /** The first hundred problems; the download has all. */
  problems: z.array(uploadProblem),
})
const mapping = z.record(z.string(), z.string().nullable())

export const uploadCsv = endpoint({
  method: 'POST',
  path: '/billing/csv/uploads',
  summary: 'Upload a CSV file of customers or contacts; nothing is changed yet',
  input: z.object({ kind: uploadKind, name: z.string().max(200) }),
  answer: upload,
  upload: 'text/csv',
})
export const previewCsv = endpoint({
  method: 'POST',
  path: '/billing/csv/uploads/:id/preview',
  summary: 'Say what an upload would do with this mapping; nothing is changed',
  input: z.object({ id: z.uuid(), mapping }),
  answer: uploadPreview,
})
export const applyCsv = endpoint({
  method: 'POST',
  path: '/billing/csv/uploads/:id/apply',
  summary: 'Take an upload over: it becomes the list of customers (or contacts) and a run follows',
  input: z.object({ id: z.uuid(), mapping }),
  answer: z.object({ runId: z.uuid(), good: z.number().int(), bad: z.number().int() }),
})
export const downloadCsvProblems = endpoint({
  method: 'GET',
  path: '/billing/csv/uploads/:id/problems.csv',
  summary: 'Download the rows of an upload that could not be used, with line and reason',
  input: z.object({ id: z.uuid() }),
  answer: z.string(),
  download: 'text/csv',
})
export const listUploads = endpoint({
  method: 'GET',
  path: '/billing/csv/uploads',
  summary: 'List earlier uploads',
  input: z.object({}),
  answer: z.object({
    uploads: z.array(
      z.object({
        id: z.uuid(),
        kind: uploadKind,
        name: z.string(),
        uploadedAt: instant,
        appliedAt: instant.nullable(),
        rows: z.number().int(),
        bad: z.number().int(),
      }),
    ),
  }),
})
