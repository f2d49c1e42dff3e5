import { expect, test } from 'vitest'
import { proposeField } from './propose.ts'

const field = (key: string, filled: number, matched: number) => ({
  key,
  filled,
  wellFormed: matched,
  matched,
})

test('proposes the field that finds most accounts', () => {
  expect(proposeField([field('owner', 120, 0), field('sfdc', 100, 90), field('old_sfdc', 40, 38)])).toBe(
    'sfdc',
  )
})

test('of equals, the one with fewer misses, then the first by name', () => {
  expect(proposeField([field('b', 100, 50), field('a', 60, 50)])).toBe('a')
  expect(proposeField([field('b', 60, 50), field('a', 60, 50)])).toBe('a')
})

test('proposes nothing that matches by accident', () => {
  expect(proposeField([field('a', 100, 3)])).toBeNull()
  expect(proposeField([])).toBeNull()
})
