import fc from 'fast-check'
import { afterAll, beforeAll, test } from 'vitest'
import type { Database } from '../src/db/db.ts'
import { openTestDatabase } from '../src/db/test-database.ts'
import { history } from './histories/events.ts'
import { play } from './histories/play.ts'

// The master property: whatever happened at the company, whatever went wrong in runs and wherever they were killed,
// after one clean run Crosswalk shows what the org's own tables say. CI plays a fixed set of histories; `HISTORIES=2000
// SEED=3` plays others, `SHRINK=1` makes a failing one small.
const onServer = process.env.TEST_ENGINE === 'postgres'
const numRuns = Number(process.env.HISTORIES ?? (onServer ? 380 : 140))
const seed = Number(process.env.SEED ?? 2026)
/** Histories side by side: while one waits for its database, another goes on. */
const lanes = Math.min(numRuns, onServer ? 3 : 2)

let databases: Database[]
beforeAll(async () => {
  databases = await Promise.all(Array.from({ length: lanes }, openTestDatabase))
})
afterAll(async () => {
  await Promise.all(databases.map((one) => one.close()))
})

test(
  `after one clean run Crosswalk equals the org, in ${numRuns} histories`,
  { timeout: 120_000 + numRuns * 15_000 },
  async () => {
    const endOnFailure = process.env.SHRINK === undefined
    await Promise.all(
      databases.map((database, lane) =>
        fc.assert(
          fc.asyncProperty(history, (one) => play(database, one)),
          { numRuns: Math.ceil((numRuns - lane) / lanes), seed: seed + lane, endOnFailure },
        ),
      ),
    )
  },
)
