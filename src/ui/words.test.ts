import { describe, expect, it } from 'vitest'
import { count, duration, percent } from './words.ts'

describe('numbers in words', () => {
  it('agrees with its noun', () => {
    expect(count(1, 'customer')).toBe('1 customer')
    expect(count(1204, 'customer')).toBe('1,204 customers')
    expect(count(2, 'company', 'companies')).toBe('2 companies')
  })

  it('never says all or none when it is not so', () => {
    expect(percent(9999, 10000)).toBe('99%')
    expect(percent(1, 10000)).toBe('1%')
    expect(percent(0, 0)).toBe('0%')
    expect(percent(3, 3)).toBe('100%')
  })

  it('gives a length of time in its two largest units', () => {
    expect(duration(3)).toBe('0.1 s')
    expect(duration(420)).toBe('0.4 s')
    expect(duration(42_900)).toBe('42 s')
    expect(duration(185_000)).toBe('3 min 5 s')
    expect(duration(7_440_000)).toBe('2 h 4 min')
  })
})
