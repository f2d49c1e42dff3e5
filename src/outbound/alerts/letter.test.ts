import { describe, expect, test } from 'vitest'
import { writeLetter } from './letter.ts'
import { oneLine } from './message.ts'
import { letIn, weekly } from './words.ts'

const hostile = `<script>alert(1)</script>" onload="x'&\r\nBcc: all@lantern.example`
const letter = writeLetter(letIn('salesforce', hostile), `Lantern ${hostile}`, 'https://crosswalk.example')

describe('names that somebody made up', () => {
  test('are letters in the HTML', () => {
    expect(letter.html).not.toMatch(/<script|" onload=/)
    expect(letter.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x&#39;&amp; Bcc')
  })

  test('make no line of their own anywhere', () => {
    expect(letter.text.split('\n').filter((line) => line.startsWith('Bcc'))).toEqual([])
    const title = { ...letIn('stripe', ''), title: `x\r\nBcc: y@z.example\u2028${'long '.repeat(99)}` }
    const { subject } = writeLetter(title, 'L', 'https://crosswalk.example')
    expect(subject).toMatch(/^x Bcc: y@z\.example long /)
    expect(subject.length).toBeLessThanOrEqual(200)
  })

  test('keep their letters', () => {
    expect(oneLine('  Zoë\tŁukasz   李 ')).toBe('Zoë Łukasz 李')
  })
})

test('a letter is short, links to its page, and says how to get fewer', () => {
  const { text } = writeLetter(letIn('salesforce', 'Northwind'), 'Lantern Works', 'https://crosswalk.example')
  expect(text).toBe(`Salesforce can be read again

The next sync brings your customers up to date. There is nothing to do.

Connection: Northwind

Open the CRM page: https://crosswalk.example/settings/crm

-- ${''}
Crosswalk sends this for Lantern Works. Choose what comes by e-mail: https://crosswalk.example/profile/notifications
`)
})

test('a week without a sync, and one where some failed, say so', () => {
  const week = { customers: 0, contacts: 1, accountManagers: 0, allCustomers: 1, matched: 1, nextAt: null }
  expect(weekly({ ...week, runs: 0, failed: 0, unfinished: 0 }, 0).lines).toEqual([
    'There was no sync in the last seven days.',
  ])
  const bad = weekly({ ...week, runs: 9, failed: 2, unfinished: 1 }, 3)
  expect(bad.lines).toEqual([
    'Of the syncs of the last seven days 2 failed and 1 did not finish or waited for a decision.',
  ])
  expect(bad.title).toBe('Your week in Crosswalk: 9 syncs, 1 change')
})
