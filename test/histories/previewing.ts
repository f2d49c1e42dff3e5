import fc from 'fast-check'
import type { Planned } from '../../src/sync/plan/planned.ts'
import { event } from './undoing.ts'

const settings: fc.Arbitrary<Planned> = fc.oneof(
  fc.constant({}),
  fc.record({ contacts: fc.boolean() }),
  fc.record({ accountManagers: fc.boolean(), whenOff: fc.constantFrom('keep' as const, 'clear' as const) }),
  fc.record({ contacts: fc.boolean(), accountManagers: fc.boolean() }),
  fc.record({ unmatched: fc.constantFrom('keep_billing' as const, 'leave_empty' as const) }),
  fc.record({ sharedAccounts: fc.boolean() }),
)

const round = fc.record({
  events: fc.array(event, { minLength: 0, maxLength: 6 }),
  settings,
  read: fc.constantFrom('everything' as const, 'nothing' as const),
  /** What happens, and is read, between the look and the approval. */
  between: fc.option(fc.array(event, { minLength: 1, maxLength: 3 }), { freq: 3 }),
})
export type PreviewRound = typeof round extends fc.Arbitrary<infer R> ? R : never

/** Rounds of events, a preview, and its approval. */
export const previewHistory = fc.record({
  seed: fc.integer({ min: 1, max: 1_000 }),
  accounts: fc.integer({ min: 6, max: 10 }),
  rounds: fc.array(round, { minLength: 1, maxLength: 4 }),
})
export type PreviewHistory = typeof previewHistory extends fc.Arbitrary<infer H> ? H : never
