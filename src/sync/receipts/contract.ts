import * as z from 'zod'
import { endpoint, instant } from '../../base/endpoint.ts'
import { explanation } from '../../connections/contract.ts'
import { counts, objectRead, run } from '../contract.ts'

/** Receipts: what each run did, kept so that nobody can alter it unseen. */

const rows = z.number().int()
export const total = z.object({
  /** As the receipt before said; null for the first one. */
  before: rows.nullable(),
  created: rows,
  removed: rows,
  after: rows,
})
export const lineDigest = z.object({ count: rows, digest: z.string(), created: rows, removed: rows })
export const skippedReason = z.enum(['no_address', 'unusable_address', 'sandbox_address'])
export const skipped = z.object({
  source: z.enum(['billing', 'salesforce']),
  reason: skippedReason,
  contacts: rows,
})
/** What a receipt says. */
export const receiptContent = z.object({
  run: z.object({
    id: z.uuid(),
    ...run.pick({ kind: true, trigger: true, reason: true, state: true }).shape,
    /** Sources it was to read. */
    reads: z.array(z.enum(['billing', 'salesforce'])),
    by: z.string(),
    queuedAt: instant,
    startedAt: instant.nullable(),
    finishedAt: instant,
    appliedAt: instant.nullable(),
    /** Salesforce calls it made. */
    calls: rows,
    /** Its plan in numbers, with the customers by match state; null when there was none. */
    counts: counts.nullable(),
    brakes: z.array(z.object({ what: z.string(), count: rows, limit: rows.nullable() })),
    problems: z.array(explanation),
  }),
  /** Every list it read. */
  reads: z.array(objectRead),
  totals: z.object({ customers: total, contacts: total }),
  /** Contacts left out, by source and reason; null when nothing was planned. */
  skipped: z.array(skipped).nullable(),
  /** The lines of its plan: how many, and one hash over all of them. */
  lines: z.object({ changes: lineDigest, contactChanges: lineDigest }),
  /** What does not add up, in one sentence; null when everything does. */
  imbalance: z.string().nullable(),
  /** Customers or contacts that came or went without a run since the receipt before, in one sentence. */
  drift: z.string().nullable(),
})
export const receipt = z.object({
  /** Counted from 1 in each workspace, without gaps. */
  number: rows,
  at: instant,
  previousHash: z.string(),
  hash: z.string(),
  /** The text that was hashed, with the previous hash and a line break in front. */
  body: z.string(),
  content: receiptContent,
  /** What is not as it was when the receipt was written, in one sentence; null when all is. */
  altered: z.string().nullable(),
  /** The history has thrown the run’s lines away since, so that they cannot be compared any more. */
  linesGone: z.boolean(),
})
export const getReceipt = endpoint({
  method: 'GET',
  path: '/runs/:id/receipt',
  summary: 'Show the receipt of a run, and whether anything of it has been altered since',
  input: z.object({ id: z.uuid() }),
  answer: receipt,
})
export const downloadReceipt = endpoint({
  method: 'GET',
  path: '/runs/:id/receipt.csv',
  summary: 'Download the receipt of a run as CSV',
  input: z.object({ id: z.uuid() }),
  answer: z.string(),
  download: 'text/csv',
})
export const alteration = z.object({
  /** The receipt, and the run, that it is about; null where there is none. */
  number: rows.nullable(),
  runId: z.uuid().nullable(),
  /** One sentence that names the row. */
  what: z.string(),
})
export const verification = z.object({
  ok: z.boolean(),
  receipts: rows,
  /** The newest receipt: note its hash down elsewhere, and nobody can cut the chain short unseen. */
  head: z.object({ number: rows, hash: z.string() }).nullable(),
  /** Runs that ended before there were receipts. */
  withoutReceipt: rows,
  /** Receipts whose lines the history has thrown away. */
  linesGone: rows,
  /** How many alterations there are, and the first twenty of them. */
  altered: rows,
  alterations: z.array(alteration),
})
export const verifyReceipts = endpoint({
  method: 'GET',
  path: '/receipts/verify',
  summary: 'Recompute all receipts and say what was altered; `head` is a hash noted down earlier',
  input: z.object({
    head: z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^[0-9a-f]{64}$/, 'A hash has 64 characters, 0 to 9 and a to f.')
      .optional(),
  }),
  answer: verification,
})
