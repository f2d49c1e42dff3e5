import fc from 'fast-check'
import { eventOf, type Event } from './events.ts'

// What a random history with undoing is made of: rounds of events, each with a run, and now and then something undone.

/** What happens at the company where nothing goes wrong. */
export const event: fc.Arbitrary<Event> = eventOf(
  'insert',
  'edit',
  'edit',
  'reparent',
  'delete',
  'delete',
  'undelete',
  'account_edit',
  'account_delete',
  'account_undelete',
  'owner',
  'owner',
  'user_email',
  'customer_add',
  'customer_edit',
  'customer_delete',
  'choose_main',
  'choose_position',
)

const switches = ['contacts', 'accountManagers', 'unmatched'] as const

const undoing = fc.record({
  /** Which of the runs so far, counted from the newest; undoings count too. */
  run: fc.nat(3),
  extent: fc.constantFrom('run', 'run', 'run', 'customer', 'line'),
  pick: fc.nat(9_999),
})
export type Undoing = typeof undoing extends fc.Arbitrary<infer U> ? U : never

const round = fc.record({
  events: fc.array(event, { minLength: 1, maxLength: 7 }),
  switched: fc.option(fc.constantFrom(...switches), { freq: 1 }),
  undoing: fc.option(undoing, { freq: 4 }),
})
export type UndoRound = typeof round extends fc.Arbitrary<infer R> ? R : never

export const undoHistory = fc.record({
  seed: fc.integer({ min: 1, max: 1_000 }),
  accounts: fc.integer({ min: 5, max: 8 }),
  rounds: fc.array(round, { minLength: 1, maxLength: 4 }),
})
export type UndoHistory = typeof undoHistory extends fc.Arbitrary<infer H> ? H : never
