import fc from 'fast-check'
import { afterAll, beforeAll, test } from 'vitest'
import type { Database } from '../src/db/db.ts'
import { openTestDatabase } from '../src/db/test-database.ts'
import { playUndo } from './histories/play-undo.ts'
import { undoHistory } from './histories/undoing.ts'

// The property of undoing: whatever happened before and since, what the undone run changed is as it was, and everything
// else as it is; the next run changes none of it, later runs keep to the pins, and once those are released all is as if
// nothing had ever been undone. `UNDOINGS=500 SEED=3` plays others, `SHRINK=1` makes a failing one small.
const onServer = process.env.TEST_ENGINE === 'postgres'
const numRuns = Number(process.env.UNDOINGS ?? (onServer ? 40 : 15))
const seed = Number(process.env.SEED ?? 2026)

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

test(
  `apply, then undo, equals before, in ${numRuns} histories`,
  { timeout: 120_000 + numRuns * 20_000 },
  () =>
    fc.assert(
      fc.asyncProperty(undoHistory, (one) => playUndo(database, one)),
      { numRuns, seed, endOnFailure: process.env.SHRINK === undefined },
    ),
)
