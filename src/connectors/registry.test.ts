import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { registry } from './registry.ts'

it('lists every folder once', () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((each) =>
    each.isDirectory(),
  )
  expect(registry.map((each) => each.name).sort()).toEqual(folders.map((each) => each.name).sort())
})
