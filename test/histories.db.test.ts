import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../src/db/db.ts'
import { openTestDatabase } from '../src/db/test-database.ts'
import { happen, history } from './histories.ts'
import { openWorld } from './world.ts'

// The master property. CI runs a fixed set of histories; `HISTORIES=500 SEED=3` runs others, `SHRINK=1` makes a
// failing one small.
const numRuns = Number(process.env.HISTORIES ?? 12)
const seed = Number(process.env.SEED ?? 2026)

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

test(
  'incremental equals from scratch, and doing it again changes nothing',
  { timeout: 60_000 + numRuns * 15_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat(1_000), async (rounds, companySeed) => {
        const world = await openWorld({ customers: 14, accounts: 16, seed: companySeed + 1 }, database)
        try {
          expect(await world.run()).toMatchObject({ state: 'complete' })
          for (const { events, minutes } of rounds) {
            for (const event of events) await happen(world, event)
            world.clock.move({ minutes })
            expect(await world.run()).toMatchObject({ state: 'complete', problem: null })
          }
          const incremental = await world.seen()
          const again = await world.run()
          expect(again.counts?.contacts).toEqual({ created: 0, changed: 0, removed: 0 })
          await world.dropDerived()
          await world.run()
          expect(await world.seen()).toEqual(incremental)
        } finally {
          await world.close()
        }
      }),
      { numRuns, seed, endOnFailure: process.env.SHRINK === undefined },
    )
  },
)
