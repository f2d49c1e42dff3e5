import { describe, expect, it } from 'vitest'
import { pagesOf } from './pages.ts'

describe('which pages hold the rows in sight', () => {
  it('is one page inside a page and two across its edge', () => {
    expect(pagesOf(0, 40)).toEqual([0])
    expect(pagesOf(90, 100)).toEqual([0, 1])
    expect(pagesOf(9_960, 9_999)).toEqual([99])
  })
})
