/**
 * What a source must be able to do for Crosswalk. One folder here per source; sources never import one another.
 *
 * Terms. A **CRM** says who works where and who owns the account. A **billing tool** says who the customers are.
 * A **grant** is the permission to talk to one of them, kept elsewhere: a connector sees only the token of the
 * moment and a way to ask for the next. A **page** is some rows and the cursor that becomes true once they are
 * stored; the two cannot be parted.
 *
 * Invariants. A connector never writes to its source, touches no database, reads no environment. From any cursor
 * it ever gave, the same rows come again or newer ones: pages may overlap, they never skip. Every failure is one
 * of `base/errors.ts`; anything else is a bug.
 */

/** The object names of a CRM that Crosswalk mirrors, in the source's own spelling. */
export type CrmObject = 'Account' | 'Contact' | 'User' | 'AccountContactRelation'

/** Gives the token of the moment. The only way a connector meets a secret. */
export interface Grant {
  /** The token to use now and the https origin to use it at. */
  current(): Promise<{ readonly accessToken: string; readonly instanceUrl: string }>
  /**
   * A newer token than `stale`. Many may ask at once, over many processes; the source is asked once.
   * Rejects with `SignInAgain` when the grant is dead.
   */
  renew(stale: string): Promise<{ readonly accessToken: string; readonly instanceUrl: string }>
}

/** One field of a CRM object, as its description of today says. */
export interface CrmField {
  readonly name: string
  readonly label: string
  /** The source's own type word, such as `string`, `reference`, `double`. */
  readonly type: string
  readonly custom: boolean
  /** Computed by the source: it can change without the row's stamp moving, so it is re-read in full. */
  readonly calculated: boolean
  readonly filterable: boolean
  readonly referenceTo: readonly string[]
}

/** One CRM object as the connected user may see it. An object or field that is not here cannot be read. */
export interface CrmDescription {
  readonly object: CrmObject
  readonly fields: readonly CrmField[]
}

/** What to read. */
export interface Reading {
  readonly object: CrmObject
  /** Field paths, `Id` first, then `SystemModstamp`, then what is wanted. All must be in the description. */
  readonly fields: readonly string[]
  /** Inclusive lower bound of `SystemModstamp`, ISO; `null` reads everything. */
  readonly since: string | null
  /** Exclusive upper bound, frozen when the run began, ISO, by the source's clock; `null` for none. */
  readonly until: string | null
  /** Go on behind this row. */
  readonly after: CrmCursor | null
  /** Rows expected, from `count`: decides between small pages and one bulk job. Null: the source's first answer decides. */
  readonly expected: number | null
}

/** A place in the order (SystemModstamp, Id). */
export interface RowPlace {
  readonly stamp: string
  readonly id: string
}

/** A place in the results of one bulk job, which repeats them exactly while it exists. */
export interface JobPlace {
  readonly job: string
  /** The API version that made it: no other may fetch from it. */
  readonly version: string
  readonly locator: string
  /** Rows of that page that were given out. */
  readonly skip: number
}

/** Where a read goes on: behind a row, or in the results of a job. Kept as JSON over restarts. */
export type CrmCursor = RowPlace | JobPlace

/**
 * Rows as CSV without a header: columns exactly `Reading.fields` in that order, LF-ended, RFC 4180 quoting,
 * a null as nothing at all or as `""`. The bytes go into the database untouched.
 */
export interface CrmPage {
  readonly csv: Uint8Array
  readonly rows: number
  /** Which of the source's own pages these rows came with, from 1. A large one is handed over in pieces. */
  readonly page: number
  /** Rows the source says this reading has, from its `after` on; null where it does not say. */
  readonly announced: number | null
  /** Where to go on after this page is stored; `null` when nothing new was settled by it. */
  readonly cursor: CrmCursor | null
}

/** Whose org a grant opens. */
export interface CrmIdentity {
  readonly orgId: string
  readonly orgName: string
  readonly userId: string
  readonly userName: string
  readonly userEmail: string | null
  readonly sandbox: boolean
}

/** Calls to the org in its rolling day, all tools together, as last heard. */
export interface CrmUsage {
  readonly used: number
  readonly allowed: number
}

/** The bounds of a count or a read, `SystemModstamp` by the source's clock. */
export interface CrmBounds {
  readonly since: string | null
  readonly until: string | null
}

/** What to ask before reading. */
export interface SurveyQuestion {
  readonly describe: readonly CrmObject[]
  /** Objects whose rows changed before `until` are counted, four at most. */
  readonly count: readonly CrmObject[]
  readonly until: string
}

/** What an org says before it is read. */
export interface Survey {
  /** Null for an object the org does not have or the user may not see. */
  readonly descriptions: ReadonlyMap<CrmObject, CrmDescription | null>
  /** Deleted rows included; null where the object is not to be seen. */
  readonly counts: ReadonlyMap<CrmObject, number | null>
  /** Ids of the users who are frozen: active, and not let in. Null when the connected user may not ask that. */
  readonly frozen: readonly string[] | null
}

/** An open conversation with one org. */
export interface Crm {
  identity(): Promise<CrmIdentity>
  describe(object: CrmObject): Promise<CrmDescription>
  /** Descriptions, counts and frozen users together, for the price of one call. */
  survey(question: SurveyQuestion): Promise<Survey>
  /** Live rows per object whoever may see them, about. Empty where the org does not say. One call. */
  records(objects: readonly CrmObject[]): Promise<ReadonlyMap<CrmObject, number>>
  /** Rows the org says there are, deleted ones included, between the bounds. Proves a read. */
  count(object: CrmObject, bounds: CrmBounds): Promise<number>
  /**
   * Rows between the bounds, deleted ones included (`IsDeleted` may be among the fields). Rejects with `TryLater`
   * (`place_lost`) when `after` names a job that is gone: the read has to begin anew.
   */
  read(reading: Reading): AsyncIterable<CrmPage>
  /** Ends and removes a job an earlier conversation left behind. Never rejects for a job that is gone. */
  removeJob(job: Pick<JobPlace, 'job' | 'version'>): Promise<void>
  /** The source's clock, from its last answer; asks if there was none. ISO, UTC, whole seconds. */
  serverTime(): Promise<string>
  /** Calls of this conversation that the org counts. */
  calls(): number
  /** What the org last said of its day. */
  usage(): CrmUsage | null
}

/** Told of the jobs a conversation makes in the org, so that a crash leaves none unknown. */
export interface JobLedger {
  opened(job: Pick<JobPlace, 'job' | 'version'>): Promise<void>
  closed(jobId: string): Promise<void>
}

/** May one more call be made? Throws `OutOfBudget` when not. */
export type CallBudget = (spent: {
  /** Of this conversation. */
  readonly calls: number
  /** Null before the org has said anything. */
  readonly usage: CrmUsage | null
}) => void

/** One customer as the billing tool says. `fields` are the tool's own custom fields, as text. */
export interface BillingCustomer {
  readonly id: string
  readonly name: string
  readonly createdAt: string | null
  readonly fields: Readonly<Record<string, string>>
}

/** One person at a customer as the billing tool says. `id` is unique in the tool and stays the same. */
export interface BillingContact {
  readonly id: string
  readonly customerId: string
  readonly email: string | null
  readonly firstName: string | null
  readonly lastName: string | null
  readonly phone: string | null
  readonly jobTitle: string | null
  /** The tool's own main contact of this customer. */
  readonly main: boolean
  readonly createdAt: string | null
}

/** Some customers with all their contacts. */
export interface BillingPage {
  readonly customers: readonly BillingCustomer[]
  readonly contacts: readonly BillingContact[]
}

/** An open conversation with a billing tool. */
export interface Billing {
  /** Proves the key and says whose account it is. */
  check(): Promise<{ readonly accountId: string; readonly accountName: string; readonly test: boolean }>
  /** Every customer, once. Ends normally only when the tool said there are no more. */
  read(): AsyncIterable<BillingPage>
  calls(): number
}
