import * as z from 'zod'
import { endpoint, instant, nothing } from '../base/endpoint.ts'
import { crmApp, crmConnection, explanation } from '../connections/contract.ts'
import { historyLine, matchState } from '../customers/contract.ts'
import { brake, brakeName } from './brakes/contract.ts'

/** The CRM page (identifier, switches, schedule) and runs. */

export const runState = z.enum(['queued', 'running', 'complete', 'partial', 'held', 'stopped', 'failed'])
/** What a run is doing. `total` is null while it is not known. */
export const progress = z.object({
  phase: z.enum([
    'waiting',
    'billing',
    'users',
    'accounts',
    'contacts',
    'sweep',
    'match',
    'plan',
    'apply',
    'done',
  ]),
  /** In words: "Reading contacts from Salesforce". */
  label: z.string(),
  done: z.number().int(),
  total: z.number().int().nullable(),
  /** Share of the whole run, 0 to 1, never falling. */
  share: z.number(),
  since: instant,
})
export const counts = z.object({
  customers: z.object({ created: z.number().int(), changed: z.number().int(), removed: z.number().int() }),
  contacts: z.object({ created: z.number().int(), changed: z.number().int(), removed: z.number().int() }),
  accountManagers: z.object({
    assigned: z.number().int(),
    changed: z.number().int(),
    cleared: z.number().int(),
  }),
  usersCreated: z.number().int(),
  matches: z.partialRecord(matchState, z.number().int()),
  skippedContacts: z.number().int(),
})
const rows = z.number().int()
/** Not counted by runs before there were receipts. */
const counted = rows.nullable()
/** One list of a source as a run read it: what was asked, what came, within which bounds, and what became of it. */
export const objectRead = z.object({
  /** The tool it is a list of. */
  tool: z.string(),
  object: z.string(),
  /** Everything, or what changed since. */
  mode: z.enum(['full', 'changes']),
  /** Rows changed from here on, by Salesforce's clock; null from the beginning. */
  since: instant.nullable(),
  /** Null where the source has no clock to read by. */
  until: instant.nullable(),
  /** Rows the source said there are, null where it does not say, and rows that came within the window. */
  asked: rows.nullable(),
  read: rows,
  /** All rows that came: those touched while it was read are on top. */
  came: counted,
  pages: rows.nullable(),
  /** The look for deleted and hidden records, by asking for every id; null when none was due. */
  sweep: z.object({ asked: rows, read: rows, pages: rows }).nullable(),
  /** Each row that came is one of these five. */
  created: counted,
  changed: counted,
  unchanged: counted,
  /** Older than what we have. */
  older: counted,
  /** Sent before in the same read. */
  repeated: counted,
  /** New and changed rows. */
  stored: rows,
  removed: rows,
  /** Users that are shown again. */
  returned: counted,
  /** Rows we had, and have. */
  before: counted,
  after: counted,
  /** Fields Salesforce does not show us. */
  hidden: z.array(z.string()),
})
/** The other end of an undo: from the undo the run it takes back, from that run the undo. */
export const undoLink = z.object({
  runId: z.uuid(),
  /** When that run started. */
  at: instant,
  by: z.string(),
  /** How much of the run is taken back: all of it, what it did at one customer, or one change. */
  part: z.enum(['run', 'customer', 'line']),
  /** Null where no customer is named, or it is not there any more. */
  customer: z.object({ id: z.uuid(), name: z.string() }).nullable(),
})
export const run = z.object({
  id: z.uuid(),
  /**
   * `read` only mirrors (so that the wizard has numbers), `sync` also changes customers, `preview` stores what it would
   * change, `undo` takes back what another did.
   */
  kind: z.enum(['read', 'sync', 'preview', 'undo']),
  trigger: z.enum(['first', 'schedule', 'manual', 'settings', 'upload', 'restart', 'resume', 'approval']),
  /** One sentence: "Every 24 hours", "Avery switched contacts on". */
  reason: z.string(),
  state: runState,
  progress: progress.nullable(),
  counts: counts.nullable(),
  /** Salesforce calls the run made. */
  calls: z.number().int(),
  /** How each list of the sources was read; without those that were not, or not to the end. */
  reads: z.array(objectRead),
  problem: explanation.nullable(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  queuedAt: instant,
  /** When another run goes on with what this one could not finish. */
  resumeAt: instant.nullable(),
  by: z.string(),
  /** Its plan was carried out: its lines are history. Otherwise they say what it would have changed. */
  applied: z.boolean(),
  /** Why it is held; empty otherwise. */
  brakes: z.array(brake),
  /** What became of a stored plan; null while a person may still decide. */
  decision: z
    .object({
      what: z.enum(['applied', 'discarded', 'superseded']),
      by: z.string().nullable(),
      at: instant,
    })
    .nullable(),
  /** The run whose stored plan this one was started to carry out. */
  approves: z.uuid().nullable(),
  /** The run that carried its stored plan out. */
  appliedBy: z.uuid().nullable(),
  /** What an undo takes back; null for other runs. */
  undoes: undoLink.nullable(),
  /** The undos that took it, or a part of it, back, the oldest first. */
  undoneBy: z.array(undoLink),
  /** The settings its plan was made with, where they differ from those in force then. */
  settings: z.record(z.string(), z.unknown()).nullable(),
  /** A person may have its plan carried out now. */
  canApply: z.boolean(),
})
export const listRuns = endpoint({
  method: 'GET',
  path: '/runs',
  summary: 'List runs, newest first',
  input: z.object({
    /** Only those held until a person decides. */
    waiting: z.stringbool().default(false),
    offset: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: z.object({ total: z.number().int(), runs: z.array(run) }),
})
export const getRun = endpoint({
  method: 'GET',
  path: '/runs/:id',
  summary: 'Show one run, with its progress while it goes on',
  input: z.object({ id: z.uuid() }),
  answer: run,
})
/** Which lines of a plan. */
export const changesAsked = {
  about: z.enum(['customer', 'contact', 'account_manager']).optional(),
  change: z.enum(['created', 'changed', 'removed']).optional(),
  /** A customer, a name or an address. */
  search: z.string().trim().max(200).optional(),
  /** The rows behind one brake of a held run. */
  brake: brakeName.optional(),
}
export const listRunChanges = endpoint({
  method: 'GET',
  path: '/runs/:id/changes',
  summary: 'List what one run changed, or would change',
  input: z.object({
    id: z.uuid(),
    ...changesAsked,
    offset: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  answer: z.object({ total: z.number().int(), lines: z.array(historyLine) }),
})
export const startSync = endpoint({
  method: 'POST',
  path: '/sync',
  summary: 'Synchronize now; answers the run under way when there is one',
  input: z.object({
    /** `billing` re-reads the billing tool only. */
    read: z.enum(['everything', 'billing']).default('everything'),
  }),
  answer: z.object({ run, started: z.boolean() }),
})

export const switches = z.object({ contacts: z.boolean(), accountManagers: z.boolean() })
export const schedule = z.object({
  mode: z.enum(['every_24_hours', 'utc_hour']),
  hour: z.number().int().min(0).max(23).nullable(),
  nextAt: instant.nullable(),
})
export const identifier = z.object({
  /** `external_id`, or the id of a custom field. */
  customerField: z.union([z.literal('external_id'), z.uuid()]),
  customerFieldLabel: z.string(),
  accountField: z.string(),
  accountFieldLabel: z.string(),
})
/** How far the set-up is; the page draws the step. */
export const crmStep = z.enum(['connect', 'reading', 'choose_field', 'choose_switches', 'on'])
/** The org's API calls of its rolling day, and what of them is ours. */
export const apiCalls = z.object({
  /** Percent of the day's calls that may be ours. */
  share: z.number().int(),
  /** Percent of the day's calls, all tools together, at which we stop. */
  stop: z.number().int(),
  /** How often every id is asked for, to find deleted and hidden records. */
  sweepHours: z.number().int(),
  /** Ours, of the last 24 hours. */
  ours: z.number().int(),
  /** All tools together, as Salesforce said last; null before it has said anything. */
  used: z.number().int().nullable(),
  allowed: z.number().int().nullable(),
  heardAt: instant.nullable(),
})
export const crm = z.object({
  step: crmStep,
  app: crmApp,
  connection: crmConnection.nullable(),
  identifier: identifier.nullable(),
  switches,
  /** What a customer without a match shows while Salesforce is the contact source. */
  unmatched: z.enum(['keep_billing', 'leave_empty']),
  /** Several customers may point at one Salesforce account. */
  sharedAccounts: z.boolean(),
  /** Contacts related to several accounts. Null when the org does not have that. */
  relatedContacts: z.enum(['direct', 'related']).nullable(),
  schedule,
  apiCalls,
  /** What is not as it should be although runs are complete: hidden fields, hidden rows. */
  warnings: z.array(explanation),
  /** Why the last trip to Salesforce did not end in a connection; null once one did, and after an hour. */
  tripProblem: explanation.nullable(),
  /** The newest run that has ended, also one that only read. */
  lastRun: run.nullable(),
  /** The newest ended run that read Salesforce and brought the customers in step. */
  lastSync: run.nullable(),
  currentRun: run.nullable(),
  customers: z.number().int(),
  matches: z.partialRecord(matchState, z.number().int()),
})
export const getCrm = endpoint({
  method: 'GET',
  path: '/crm',
  summary: 'Show the Salesforce connection, its settings and how the set-up stands',
  input: nothing,
  answer: crm,
})

/** One billing field, looked at as the possible holder of the Salesforce id. */
export const candidate = z.object({
  /** `external_id`, or the key in the billing tool. */
  key: z.string(),
  label: z.string(),
  /** The custom field of that key, when it has been added; only an added field can be chosen. */
  customFieldId: z.uuid().nullable(),
  customers: z.number().int(),
  filled: z.number().int(),
  wellFormed: z.number().int(),
  matched: z.number().int(),
  /** The field Crosswalk would choose. At most one. */
  proposed: z.boolean(),
  /** Values that do not match, a few of each kind, with the reason in words. */
  examples: z.array(
    z.object({
      kind: z.enum(['malformed', 'not_found', 'deleted', 'ambiguous']),
      value: z.string(),
      customer: z.string(),
      reason: z.string(),
    }),
  ),
})
export const listCandidates = endpoint({
  method: 'GET',
  path: '/crm/candidates',
  summary: 'Judge every billing field by its values against a Salesforce Account field',
  input: z.object({ accountField: z.string().max(100).default('Id') }),
  answer: z.object({
    accounts: z.number().int(),
    customers: z.number().int(),
    candidates: z.array(candidate),
  }),
})
export const listAccountFields = endpoint({
  method: 'GET',
  path: '/crm/account-fields',
  summary: 'List the Account fields that can be the shared identifier',
  input: nothing,
  answer: z.object({ fields: z.array(z.object({ name: z.string(), label: z.string(), type: z.string() })) }),
})
export const chooseIdentifier = endpoint({
  method: 'PUT',
  path: '/crm/identifier',
  summary: 'Choose the pair of fields whose equal values mean the same company',
  input: z.object({
    customerField: z.union([z.literal('external_id'), z.uuid()]),
    accountField: z.string().max(100).default('Id'),
  }),
  answer: crm,
})
/** What Continue would do, in numbers. */
export const switchPreview = z.object({
  customers: z.number().int(),
  matched: z.number().int(),
  contacts: z.object({
    /** Salesforce contacts that would come in, and billing contacts they would replace. */
    arriving: z.number().int(),
    leaving: z.number().int(),
    customers: z.number().int(),
    skipped: z.number().int(),
    /** Matched customers whose account has no usable contact: they would have none. */
    withoutContact: z.number().int(),
    mainContactsChanging: z.number().int(),
  }),
  accountManagers: z.object({
    assigned: z.number().int(),
    users: z.number().int(),
    usersCreated: z.number().int(),
    inactive: z.number().int(),
    frozen: z.number().int(),
    /** Owners whom Salesforce does not show, or shows without their address. */
    hidden: z.number().int(),
  }),
})
export const previewSwitches = endpoint({
  method: 'GET',
  path: '/crm/switches/preview',
  summary: 'Say in numbers what switching would do; nothing is changed',
  input: z.object({ contacts: z.stringbool(), accountManagers: z.stringbool() }),
  answer: switchPreview,
})
export const setSwitches = endpoint({
  method: 'PUT',
  path: '/crm/switches',
  summary: 'Switch contacts and account managers on or off, and start the run that follows',
  input: z.object({
    contacts: z.boolean(),
    accountManagers: z.boolean(),
    /** Asked for when account managers go off: what becomes of those Salesforce assigned. */
    whenOff: z.enum(['keep', 'clear']).default('keep'),
  }),
  answer: z.object({ crm, run }),
})
export const setSchedule = endpoint({
  method: 'PUT',
  path: '/crm/schedule',
  summary: 'Choose when the daily run starts',
  input: z.object({
    mode: z.enum(['every_24_hours', 'utc_hour']),
    hour: z.number().int().min(0).max(23).nullable(),
  }),
  answer: crm,
})
export const setApiCalls = endpoint({
  method: 'PUT',
  path: '/crm/api-calls',
  summary:
    'Choose how many of the org’s API calls Crosswalk may use, and how often it looks for deleted records',
  input: z.object({
    share: z.number().int().min(1).max(100),
    stop: z.number().int().min(1).max(100),
    sweepHours: z.number().int().min(1).max(720),
  }),
  answer: crm,
})
export const setUnmatched = endpoint({
  method: 'PUT',
  path: '/crm/unmatched',
  summary: 'Choose what customers without a match show, and start the run that follows',
  input: z.object({ unmatched: z.enum(['keep_billing', 'leave_empty']) }),
  answer: z.object({ crm, run: run.nullable() }),
})
export const setCardinality = endpoint({
  method: 'PUT',
  path: '/crm/shared-accounts',
  summary: 'Allow or forbid several customers on one Salesforce account',
  input: z.object({ allowed: z.boolean() }),
  answer: z.object({ crm, run: run.nullable() }),
})
export const setRelatedContacts = endpoint({
  method: 'PUT',
  path: '/crm/related-contacts',
  summary: 'Choose whether contacts related to an account count as its own, and start the run that follows',
  input: z.object({ contacts: z.enum(['direct', 'related']) }),
  answer: z.object({ crm, run: run.nullable() }),
})
