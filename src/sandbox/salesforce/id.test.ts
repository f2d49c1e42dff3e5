import { expect, test } from 'vitest'
import { checksum, fullId, idOf, indexOf } from './id.ts'

test.each([
  ['001000000000001', 'AAA'],
  ['0015g00000AbCdE', 'AAV'],
  ['001AAAAAAAAAAAA', 'Y55'],
  ['001zzzzzzzzzzzz', 'AAA'],
  ['750RM0000005678', 'YAA'],
])('%s is checked by %s', (id, suffix) => {
  expect(checksum(id)).toBe(suffix)
  expect(fullId(id)).toBe(id + suffix)
})

test('an id with wrong check characters is no id', () => {
  expect(fullId('0015g00000AbCdEAAV')).toBe('0015g00000AbCdEAAV')
  expect(fullId('0015g00000AbCdEAAA')).toBeNull()
  expect(fullId('0015g00000AbCd')).toBeNull()
})

test('ids stand for their row, sort as rows do, and some differ by case alone', () => {
  const ids = Array.from({ length: 200 }, (_none, index) => idOf('001', index))
  expect(ids.map((id) => indexOf('001', id))).toEqual(ids.map((_id, index) => index))
  expect([...ids].sort()).toEqual(ids)
  const folded = ids.map((id) => id.slice(0, 15).toLowerCase())
  expect(new Set(folded).size).toBeLessThan(ids.length)
  expect(indexOf('003', ids[0] ?? '')).toBe(-1)
})
