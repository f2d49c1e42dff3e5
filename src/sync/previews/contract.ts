import * as z from 'zod'
import { endpoint, instant } from '../../base/endpoint.ts'
import { historyLine } from '../../customers/contract.ts'
import { changesAsked, run } from '../contract.ts'

/** Plans that are stored and not carried out: previews, and runs a brake holds. */

/** Settings as they would be; what is left out stays as it is. */
export const plannedSettings = z
  .strictObject({
    contacts: z.boolean(),
    accountManagers: z.boolean(),
    /** What becomes of those Salesforce assigned, when account managers go off. */
    whenOff: z.enum(['keep', 'clear']),
    unmatched: z.enum(['keep_billing', 'leave_empty']),
    sharedAccounts: z.boolean(),
    relatedContacts: z.boolean(),
    identifier: z.object({
      customerField: z.union([z.literal('external_id'), z.uuid()]),
      accountField: z.string().max(100).default('Id'),
    }),
  })
  .partial()

export const startPreview = endpoint({
  method: 'POST',
  path: '/previews',
  summary: 'Work out what a synchronization would change, with the settings given; nothing is changed',
  input: z.object({
    settings: plannedSettings.default({}),
    /** `everything` reads the billing tool and Salesforce first; `nothing` takes what was read last. */
    read: z.enum(['everything', 'nothing']).default('nothing'),
  }),
  answer: z.object({ run }),
})
export const applyPlan = endpoint({
  method: 'POST',
  path: '/runs/:id/apply',
  summary:
    'Carry out the plan of a preview or of a held run, exactly as it is stored, or say what moved since',
  input: z.object({ id: z.uuid() }),
  answer: z.object({ run }),
})
export const discardPlan = endpoint({
  method: 'POST',
  path: '/runs/:id/discard',
  summary: 'Drop the plan of a preview or of a held run; customers stay as they are',
  input: z.object({ id: z.uuid() }),
  answer: run,
})
export const exportRunChanges = endpoint({
  method: 'GET',
  path: '/runs/:id/changes.csv',
  summary: 'Download what one run changed, or would change',
  input: z.object({ id: z.uuid(), ...changesAsked }),
  answer: z.string(),
  download: 'text/csv',
})
export const previewCustomer = endpoint({
  method: 'GET',
  path: '/customers/:id/preview',
  summary: 'Say what a synchronization would change at one customer; nothing is changed',
  input: z.object({
    id: z.string(),
    contacts: z.stringbool().optional(),
    accountManagers: z.stringbool().optional(),
  }),
  answer: z.object({ at: instant, lines: z.array(historyLine) }),
})
