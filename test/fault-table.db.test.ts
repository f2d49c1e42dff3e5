import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import type { Database } from '../src/db/db.ts'
import { openTestDatabase } from '../src/db/test-database.ts'
import { sections } from './fault-table/sections.ts'
import { rescue } from './fault-table/fault.ts'
import { documentOf, type Line } from './fault-table/document.ts'
import type { World } from './world.ts'

// Every sentence of what Crosswalk promises about Salesforce, with the faults that try it and what was seen. What is
// seen is compared with the document; run with `-u` after a change that is meant.

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const lines: Line[] = []

describe.each(sections)('$title', (section) => {
  let world: World
  beforeAll(async () => {
    world = await section.open(database)
  })
  afterAll(() => world.close())

  test.each(section.faults.map((fault) => [`${fault.fault}`, fault] as const))('%s', async (_, fault) => {
    onTestFailed(() => rescue(world))
    lines.push({ section: section.title, ...fault, ...(await fault.observe(world)) })
  })
})

test('the document says what was seen', async () => {
  expect(lines).toHaveLength(sections.reduce((sum, { faults }) => sum + faults.length, 0))
  await expect(documentOf(lines)).toMatchFileSnapshot('../docs/salesforce-faults.md')
})
