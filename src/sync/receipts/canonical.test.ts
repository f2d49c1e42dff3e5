import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical } from './canonical.ts'

test('keys stand in order at every depth, lists as they are', () => {
  expect(canonical({ b: [2, { d: null, c: 'ä"' }], a: true, none: undefined })).toBe(
    '{"a":true,"b":[2,{"c":"ä\\"","d":null}]}',
  )
})

test('the order of keys never shows, and the text says the same as the value', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).toReversed())
      expect(canonical(turned)).toBe(canonical(value))
      expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { seed: 13 },
  )
})
