import fc from 'fast-check'

// What a random history is made of. Shrinks towards few rounds, few events and no trouble.

const records = [
  'insert',
  'late',
  'edit',
  'reparent',
  'make_private',
  'delete',
  'undelete',
  'purge',
  'empty_bin',
  'account_add',
  'account_edit',
  'account_delete',
  'account_undelete',
  'account_purge',
  'account_empty_bin',
  'merge',
  'owner',
  'person_add',
  'person_edit',
  'relation_add',
  'relation_end',
  'relation_delete',
] as const
const users = ['user_email', 'user_inactive', 'user_of_sandbox', 'freeze'] as const
const access = ['hide_contact', 'hide_account', 'hide_user', 'show_row', 'hide_field', 'show_field'] as const
const billing = ['customer_add', 'customer_edit', 'customer_delete'] as const
const people = ['choose_main', 'choose_position'] as const

export type RecordEvent = (typeof records)[number] | (typeof users)[number] | (typeof access)[number]
export type BillingEvent = (typeof billing)[number]
export type Decision = (typeof people)[number]

/** Something that happens at the company between two runs. The numbers choose rows, whatever rows there are. */
export interface Event<Kind extends string = RecordEvent | BillingEvent | Decision> {
  readonly do: Kind
  readonly pick: number
  readonly other: number
}

export const eventOf = <Kind extends string>(...kinds: Kind[]): fc.Arbitrary<Event<Kind>> =>
  fc.record({ do: fc.constantFrom(...kinds), pick: fc.nat(9_999), other: fc.nat(9_999) })

const event = fc.oneof(
  { arbitrary: eventOf(...records), weight: 12 },
  { arbitrary: eventOf(...users), weight: 2 },
  { arbitrary: eventOf(...access), weight: 3 },
  { arbitrary: eventOf(...billing), weight: 3 },
  { arbitrary: eventOf(...people), weight: 2 },
)

const faults = [
  'server_error',
  'maintenance',
  'no_route',
  'cut',
  'garbage',
  'empty',
  'short_page',
  'early_end',
  'wrong_total',
  'too_many_at_once',
  'out_of_calls',
  'no_header',
  'sessions_end',
  'locators_end',
  'token_refused',
  'api_refused',
  'approval_revoked',
  'jobs_fail',
  'jobs_end',
  'jobs_forgotten',
  'billing_error',
  'billing_cut',
] as const

/** What goes wrong in a run, from its `at`th request on; `times` answers are spoiled, or all where it is 0. */
export interface Trouble {
  readonly what: (typeof faults)[number]
  readonly at: number
  readonly times: number
  readonly pick: number
}

const trouble: fc.Arbitrary<Trouble> = fc.record({
  what: fc.constantFrom(...faults),
  at: fc.integer({ min: 1, max: 30 }),
  times: fc.integer({ min: 0, max: 5 }),
  pick: fc.nat(99),
})

/** The instant at which a run's process dies: at its `at`th request (heard by the other side or not) or statement. */
export interface Kill {
  readonly by: 'request' | 'answer' | 'statement'
  readonly at: number
}

const kill: fc.Arbitrary<Kill> = fc.oneof(
  fc.record({ by: fc.constantFrom('request', 'answer'), at: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ by: fc.constant('statement'), at: fc.integer({ min: 1, max: 220 }) }),
)

const some = (least: number, most: number) => fc.array(event, { minLength: least, maxLength: most })

/** Events, then a run with what befalls it. */
const round = fc.record({
  events: some(1, 6),
  minutes: fc.integer({ min: 1, max: 90 }),
  troubles: fc.array(trouble, { maxLength: 2 }),
  midway: fc.option(fc.record({ at: fc.integer({ min: 1, max: 25 }), events: some(1, 2) }), { freq: 3 }),
  kill: fc.option(kill, { freq: 1 }),
  /** Between the kill and the next start. */
  meanwhile: some(0, 2),
})
export type Round = typeof round extends fc.Arbitrary<infer R> ? R : never

/** How the company is set up and read. */
const setting = fc.record({
  seed: fc.integer({ min: 1, max: 1_000 }),
  accounts: fc.integer({ min: 6, max: 10 }),
  wholeUpTo: fc.constantFrom(0, 0, 4_000),
  sweepEveryMs: fc.constantFrom(0, 86_400_000),
  bulkFrom: fc.constantFrom(10_000, 1),
  bulkPageRows: fc.constantFrom(1_000, 7, 3),
  pageSize: fc.constantFrom(2_000, 50, 11, 5),
  rotation: fc.boolean(),
  loginsReadable: fc.boolean(),
  personAccounts: fc.boolean(),
  contactsToMultipleAccounts: fc.boolean(),
  relatedContacts: fc.boolean(),
})
export type Setting = typeof setting extends fc.Arbitrary<infer S> ? S : never

export const history = fc.record({
  setting,
  /** Whether all has been read once before anything goes wrong. */
  begun: fc.boolean(),
  rounds: fc.array(round, { minLength: 1, maxLength: 2 }),
  /** Whether everything hidden is shown again before the end. */
  showAll: fc.boolean(),
})
export type History = typeof history extends fc.Arbitrary<infer H> ? H : never
