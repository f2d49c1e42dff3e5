import fc from 'fast-check'
import { afterAll, test } from 'vitest'
import { openTestDatabase } from '../src/db/test-database.ts'
import { playPreview } from './histories/play-preview.ts'
import { previewHistory } from './histories/previewing.ts'

// A preview changes nothing, and approving it changes exactly what it showed. `HISTORIES=500 SEED=3` plays others.
const numRuns = Number(process.env.HISTORIES ?? (process.env.TEST_ENGINE === 'postgres' ? 40 : 15))
const seed = Number(process.env.SEED ?? 2026)

const database = await openTestDatabase()
afterAll(() => database.close())

test(
  `applying a preview changes exactly the rows it showed, in ${numRuns} histories`,
  { timeout: 120_000 + numRuns * 15_000 },
  () =>
    fc.assert(
      fc.asyncProperty(previewHistory, (one) => playPreview(database, one)),
      { numRuns, seed, endOnFailure: process.env.SHRINK === undefined },
    ),
)
