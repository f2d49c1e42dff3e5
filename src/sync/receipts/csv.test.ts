import { expect, test } from 'vitest'
import type * as z from 'zod'
import type * as contract from './contract.ts'
import { receiptCsv } from './csv.ts'

const id = '5b0cfe4e-55c3-4f5c-9be2-0d5b0e2d7c11'
const total = { before: 3, created: 1, removed: 0, after: 4 }
const digest = { count: 0, digest: '', created: 0, removed: 0 }
const receipt: z.output<typeof contract.receipt> = {
  number: 7,
  at: '2026-03-02T09:00:00.000000Z',
  previousHash: 'aa',
  hash: 'bb',
  body: '',
  altered: null,
  linesGone: false,
  content: {
    run: {
      id,
      kind: 'sync',
      trigger: 'manual',
      reason: '=HYPERLINK("http://evil.example")',
      state: 'held',
      reads: ['salesforce'],
      by: '@Noor',
      queuedAt: '2026-03-02T09:00:00.000000Z',
      startedAt: null,
      finishedAt: '2026-03-02T09:00:00.000000Z',
      appliedAt: null,
      calls: 5,
      counts: null,
      brakes: [{ what: '+12 contacts, half of them', count: 12, limit: null }],
      problems: [],
    },
    reads: [],
    totals: { customers: total, contacts: total },
    skipped: [{ source: 'salesforce', reason: 'no_address', contacts: 14 }],
    lines: { changes: digest, contactChanges: digest },
    imbalance: null,
    drift: null,
  },
}

test('every figure has a line, and no cell runs in a spreadsheet', () => {
  const lines = receiptCsv(receipt).split('\n')
  expect(lines[0]).toBe('part,about,figure,value')
  expect(lines).toContain('receipt,,number,7')
  expect(lines).toContain(`run,,reason,"'=HYPERLINK(""http://evil.example"")"`)
  expect(lines).toContain("run,,by,'@Noor")
  expect(lines).toContain('total,contacts,after,4')
  expect(lines).toContain('skipped,salesforce,no_address,14')
  expect(lines).toContain(`brake,"'+12 contacts, half of them",count,12`)
  expect(lines).toContain('lines,changes,count,0')
})
