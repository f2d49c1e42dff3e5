import { describe, expect, it } from 'vitest'
import { ago, exactly } from './ago.ts'

const now = new Date('2026-03-10T12:00:00Z')
const after = (seconds: number): Date => new Date(now.getTime() + seconds * 1000)

describe('relative time', () => {
  it.each([
    [0, 'just now'],
    [-44, 'just now'],
    [20, 'in a moment'],
    [-45, '1 minute ago'],
    [-5 * 60, '5 minutes ago'],
    [-59.6 * 60, '1 hour ago'],
    [-61 * 60, '1 hour ago'],
    [3 * 3600, 'in 3 hours'],
    [-23.8 * 3600, '24 hours ago'],
    [24 * 3600 - 5, 'in 24 hours'],
    [-25 * 3600, 'yesterday'],
    [26 * 3600, 'tomorrow'],
    [-6 * 86400, '6 days ago'],
    [-31 * 86400, '7 Feb 2026'],
  ])('%d seconds away reads "%s"', (seconds, words) => {
    expect(ago(after(seconds), now, 'UTC')).toBe(words)
  })

  it('gives the instant in the zone of the reader', () => {
    expect(exactly(now, 'UTC')).toBe('10 Mar 2026, 12:00:00 UTC')
    expect(exactly(now, 'Asia/Tokyo')).toContain('21:00:00')
  })
})
