import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSalesforceId, with18 } from './salesforce-id.ts'

const good = '0015g00000AbCdEAAV'

test('computes the three check characters', () => {
  expect(with18('001000000000001')).toBe('001000000000001AAA')
  expect(with18('0015g00000AbCdE')).toBe(good)
  expect(with18('001AAAAAAAAAAAA')).toBe('001AAAAAAAAAAAAY55')
  expect(with18('001zzzzzzzzzzzz')).toBe('001zzzzzzzzzzzzAAA')
})

describe('accepts', () => {
  test.each([
    ['18 characters', good],
    ['15 characters', '0015g00000AbCdE'],
    ['blanks around', `\u00a0 ${good}\t`],
    ['an invisible blank', `\u200b${good}\ufeff`],
    ['all capitals', good.toUpperCase()],
    ['all small', good.toLowerCase()],
    ['a Lightning address', `https://acme.lightning.force.com/lightning/r/Account/${good}/view`],
    ['a classic address', 'https://acme.my.salesforce.com/0015g00000AbCdE'],
    ['an address with a query', `https://acme.my.salesforce.com/${good}?srPos=0&srKp=001`],
    ['an address without scheme', `acme.my.salesforce.com/${good}`],
  ])('%s', (_, text) => {
    expect(readSalesforceId(text)).toEqual({ id: good })
  })
})

describe('refuses, and says why', () => {
  test.each([
    ['n/a', 'not_an_id'],
    ['see notes', 'not_an_id'],
    ['0015g00000AbCd', 'wrong_length'],
    ['0015g00000AbCdEA', 'wrong_length'],
    ['0015g00000AbCdEAAW', 'check_characters'],
    ['0015g00000abCdEAAV', 'check_characters'],
    ['0035g00000AbCdEAAV', 'other_object'],
    [`https://acme.lightning.force.com/lightning/r/Contact/0035g00000AbCdEAAV/view`, 'other_object'],
    [`https://evil.example/${good}`, 'not_an_id'],
    [`https://acme.my.salesforce.com/${good}?to=001000000000001AAA`, 'several_ids'],
    ['123456789012345', 'other_object'],
  ])('%s', (text, problem) => {
    expect(readSalesforceId(text)).toEqual({ problem })
  })
})

const id15 = fc
  .string({ unit: fc.constantFrom(...'ABCabcXYZxyz0189'), minLength: 12, maxLength: 12 })
  .map((rest) => `001${rest}`)

test('every id is the same in all its spellings, and ids that differ by case stay apart', () => {
  fc.assert(
    fc.property(id15, id15, (one, other) => {
      const whole = with18(one)
      for (const spelling of [one, whole, whole.toLowerCase(), whole.toUpperCase(), ` ${whole}\n`]) {
        expect(readSalesforceId(spelling)).toEqual({ id: whole })
      }
      if (one !== other) expect(with18(other)).not.toBe(whole)
    }),
    { seed: 7, numRuns: 300 },
  )
})
