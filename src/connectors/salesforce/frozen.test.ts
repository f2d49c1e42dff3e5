import { expect, test } from 'vitest'
import { Refused } from '../../base/errors.ts'
import { frozenUsers, mayNotAsk, selectFrozen } from './frozen.ts'
import type { Session } from './session.ts'

const row = (number: number) => {
  const rest = String(number).padStart(15, '0')
  return { Id: `0Yw${rest}`, UserId: `005${rest}` }
}

/** Answers the pages in turn, and keeps what was asked. */
const sessionOf = (pages: readonly (readonly object[])[]): { session: Session; asked: string[] } => {
  const asked: string[] = []
  const session: Session = {
    base: () => Promise.resolve('/services/data/v66.0'),
    ask: ({ path }) => {
      asked.push(decodeURIComponent(path))
      const records = pages[asked.length - 1] ?? []
      const json = { totalSize: records.length, done: true, records }
      return Promise.resolve({ status: 200, headers: new Headers(), text: '', json, body: null })
    },
    stream: () => Promise.reject(new Error('not asked')),
    serverTime: () => Promise.resolve('2026-03-02T09:00:00Z'),
    calls: () => asked.length,
    usage: () => null,
  }
  return { session, asked }
}

test('one whole page is all there is, and nothing more is asked', async () => {
  const { session, asked } = sessionOf([])
  expect(await frozenUsers(session, { records: [row(1), row(2)], done: true })).toEqual([
    row(1).UserId,
    row(2).UserId,
  ])
  expect(asked).toEqual([])
})

test.each([
  ['a page as long as a page can be', 2_000, true],
  ['a page the org cut short', 25, false],
])('behind %s the next one is asked for, to the end', async (_, rows, done) => {
  const { session, asked } = sessionOf([[row(rows), row(rows + 1)], []])
  const first = Array.from({ length: rows }, (_none, number) => row(number))
  const found = await frozenUsers(session, { records: first, done })
  expect(found).toHaveLength(rows + 2)
  expect(asked).toHaveLength(2)
  expect(asked[0]).toContain(selectFrozen(row(rows - 1).Id))
})

test('not being allowed to ask is no fault, anything else is', () => {
  const refused = (code: string) => new Refused({ code, what: 'No.' })
  expect(['object_hidden', 'field_hidden', 'no_permission'].every((code) => mayNotAsk(refused(code)))).toBe(
    true,
  )
  expect(mayNotAsk(refused('query_malformed'))).toBe(false)
})
