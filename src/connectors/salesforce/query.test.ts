import { describe, expect, it } from 'vitest'
import { TryLater } from '../../base/errors.ts'
import { all, json, rejection, sfError } from '../fake-wire.ts'
import { fields, idOf, rowOf, someRows, reading, open, ids, paths } from './fake-contacts.ts'
import { fakeOrg } from './fake-org.ts'

describe('paging', () => {
  it('gives the cursor that is true once a page is stored', async () => {
    const org = fakeOrg({ fields, rows: someRows(5) })
    const pages = await all(open(org).read(reading()))
    expect(pages.map((each) => each.cursor)).toEqual([
      { stamp: '2026-05-01T00:00:00.000Z', id: idOf(2) },
      { stamp: '2026-05-01T00:00:01.000Z', id: idOf(4) },
    ])
  })

  it.each([
    ['a session that ends', () => sfError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')],
    ['an expired locator', () => sfError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')],
    ['an unknown locator', () => sfError(404, 'NOT_FOUND')],
  ])('after %s starts again behind the last row, not at the dead locator', async (_name, trouble) => {
    const org = fakeOrg({ fields, rows: someRows(10) })
    let dead: string | null = null
    org.interrupt = (_sent, path) => {
      if (dead === null && path.includes('/query/')) dead = path
      return dead === path ? trouble() : null
    }
    expect(ids(await all(open(org).read(reading())))).toEqual(someRows(10).map((row) => row['Id']))
    expect(paths(org).filter((each) => dead?.endsWith(each.slice(4)))).toHaveLength(1)
  })

  it('gives up when no locator ever works and the read does not grow', async () => {
    const org = fakeOrg({ fields, rows: someRows(60) })
    org.interrupt = (_sent, path) => (path.includes('/query/') ? sfError(400, 'INVALID_QUERY_LOCATOR') : null)
    expect(await rejection(all(open(org).read(reading())))).toBeInstanceOf(TryLater)
    expect(org.wire.sent.length).toBeLessThan(25)
  })

  it('is not led astray by a record that changes meanwhile', async () => {
    const rows = someRows(7)
    const org = fakeOrg({ fields, rows })
    let broken = false
    org.interrupt = (sent, path) => {
      if (path.includes('/query/') && !broken) {
        broken = true
        return sfError(401, 'INVALID_SESSION_ID')
      }
      if (broken || !path.endsWith('/queryAll')) return null
      const moved = rows.slice(0, 3).map((row, n) => ({
        attributes: {},
        ...row,
        ...blanks,
        SystemModstamp: n === 2 ? '2026-11-22T10:30:00.000+0000' : row['SystemModstamp'],
      }))
      return json({
        totalSize: 7,
        done: false,
        nextRecordsUrl: '/services/data/v67.0/query/x',
        records: moved,
      })
    }
    const pages = await all(open(org).read(reading()))
    expect(pages[0]?.cursor).toMatchObject({ id: idOf(1) })
    expect(new Set(ids(pages))).toEqual(new Set(rows.map((row) => row['Id'])))
  })

  const blanks = { Title: null, IsDeleted: false, Score__c: null, Seen__c: null }
  const whole = { attributes: {}, ...rowOf(1), ...blanks, SystemModstamp: '2026-05-01T00:00:00.000+0000' }
  it.each<[string, object, string]>([
    ['fewer rows than announced', { totalSize: 2, done: true, records: [whole] }, 'short_read'],
    ['more rows than announced', { totalSize: 0, done: true, records: [whole] }, 'short_read'],
    ['half a row', { totalSize: 1, done: true, records: [{ ...whole, Title: undefined }] }, 'row_incomplete'],
    [
      'a row without an id',
      { totalSize: 1, done: true, records: [{ ...whole, Id: null }] },
      'row_incomplete',
    ],
    ['no records at all', { totalSize: 1, done: true }, 'page_unreadable'],
    ['no next page although not done', { totalSize: 2, done: false, records: [whole] }, 'page_unreadable'],
    [
      'a next page elsewhere',
      { totalSize: 2, done: false, records: [whole], nextRecordsUrl: '//evil.com/x' },
      'page_unreadable',
    ],
  ])('refuses %s', async (_name, body, why) => {
    const org = fakeOrg({ fields, rows: [] })
    org.interrupt = (_sent, path) => (path.endsWith('/queryAll') ? json(body) : null)
    expect(await rejection(all(open(org).read(reading())))).toMatchObject({
      kind: 'try_later',
      explanation: { code: why },
    })
  })
})
