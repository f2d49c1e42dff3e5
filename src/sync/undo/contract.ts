import * as z from 'zod'
import { endpoint, instant } from '../../base/endpoint.ts'
import { historyLine } from '../../customers/contract.ts'
import { counts, run } from '../contract.ts'

/** Taking back what a run did, and the pins that keep it taken back. */

/** A run, what it did at one customer, or one of its lines. */
const undoes = z.object({
  runId: z.uuid(),
  /** An id, or `external:` and the id in the billing tool. */
  customerId: z.union([z.uuid(), z.string().startsWith('external:').max(300)]).optional(),
  /** The id of a line of the history. */
  line: z
    .string()
    .regex(/^\d{1,18}$/, 'A line is named by its number.')
    .optional(),
})

/** What a pin or a line is about. */
export const pinAbout = z.enum(['customer', 'contact', 'account_manager'])
const someCustomer = z.object({ id: z.uuid(), name: z.string() }).nullable()

export const undoPreview = z.object({
  counts: counts.pick({ customers: true, contacts: true, accountManagers: true }),
  /** How many lines the undo would write, and the first of them. */
  total: z.number().int(),
  lines: z.array(historyLine),
  /** What is no longer as the run left it, and what that means for the undo. The first 100. */
  moved: z.object({
    total: z.number().int(),
    items: z.array(
      z.object({ about: pinAbout, customer: someCustomer, subject: z.string(), sentence: z.string() }),
    ),
  }),
  /** A way to the same without pins, when there is one. */
  advice: z.string().nullable(),
})
export const previewUndo = endpoint({
  method: 'POST',
  path: '/undo/preview',
  summary: 'Say what taking back a run, or a part of it, would change; nothing is changed',
  input: undoes,
  answer: undoPreview,
})
export const startUndo = endpoint({
  method: 'POST',
  path: '/undo',
  summary: 'Take back a run, what it did at one customer, or one of its changes, and pin what comes of it',
  input: undoes,
  answer: z.object({ run }),
})

/** One thing that stays as a person wanted it, whatever the sources say. */
export const pin = z.object({
  id: z.uuid(),
  about: pinAbout,
  /** Null when the customer is not there. */
  customer: someCustomer,
  subject: z.string(),
  hold: z.enum(['present', 'absent', 'values']),
  /** What it does, in a sentence. */
  sentence: z.string(),
  /** The values it holds. */
  fields: z.array(z.object({ name: z.string(), value: z.string().nullable() })),
  /** The run whose change was taken back, and the undo that did. */
  undoneRun: z.uuid(),
  runId: z.uuid(),
  by: z.string(),
  at: instant,
})
export const listPins = endpoint({
  method: 'GET',
  path: '/pins',
  summary: 'List what is pinned, newest first',
  input: z.object({
    /** A customer, a name or an address. */
    search: z.string().trim().max(200).optional(),
    about: pinAbout.optional(),
    customerId: z.uuid().optional(),
    offset: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  answer: z.object({ total: z.number().int(), pins: z.array(pin) }),
})
export const releasePin = endpoint({
  method: 'DELETE',
  path: '/pins/:id',
  summary: 'Release a pin, and start the run that takes the sources’ word again',
  input: z.object({ id: z.uuid() }),
  answer: z.object({ released: z.number().int(), run }),
})
export const releasePins = endpoint({
  method: 'POST',
  path: '/pins/release',
  summary:
    'Release all pins of an undone run, or of a customer, and start the run that takes the sources’ word',
  input: z.object({
    /** The run that was undone, or the undo. */
    runId: z.uuid().optional(),
    customerId: z.union([z.uuid(), z.string().startsWith('external:').max(300)]).optional(),
  }),
  answer: z.object({ released: z.number().int(), run }),
})
