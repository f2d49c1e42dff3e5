import { describe, expect, it } from 'vitest'
import type { CrmPage } from '../connector.ts'
import { all, brokenOff, json, page, rejection, sfError } from '../fake-wire.ts'
import { fields, names, idOf, someRows, reading, open, ids, paths, large } from './fake-contacts.ts'
import { fakeOrg } from './fake-org.ts'
import type { FakeOrg } from './fake-org.ts'

describe('bulk jobs', () => {
  it('cost one call to make, one to watch, one per page, one to remove', async () => {
    const org = fakeOrg({ fields, rows: someRows(10) })
    await all(open(org, { bulkPageRows: 4 }).read(reading(large)))
    expect(paths(org).slice(2)).toEqual([
      'POST /jobs/query',
      'GET /jobs/query/750000000000100',
      ...Array.from({ length: 3 }, () => 'GET /jobs/query/750000000000100/results'),
      'DELETE /jobs/query/750000000000100',
    ])
    expect(JSON.parse(org.wire.sent[2]?.body ?? '')).toMatchObject({
      operation: 'queryAll',
      contentType: 'CSV',
      columnDelimiter: 'COMMA',
      lineEnding: 'LF',
    })
  })

  it('stay known when the reader stops, go on at the same row, and are removed at the end', async () => {
    const org = fakeOrg({ fields, rows: someRows(10) })
    const known = new Set<string>()
    const jobs = {
      opened: async ({ job }: { job: string }) => void known.add(job),
      closed: async (job: string) => void known.delete(job),
    }
    const first: CrmPage[] = []
    for await (const page of open(org, { bulkPageRows: 4, jobs }).read(reading(large))) {
      first.push(page)
      break
    }
    expect([...known]).toEqual(['750000000000100'])
    expect(first[0]?.cursor).toEqual({ job: '750000000000100', version: '67.0', locator: '', skip: 4 })
    const rest = await all(
      open(org, { bulkPageRows: 4, jobs }).read(reading({ ...large, after: first[0]?.cursor ?? null })),
    )
    expect([...ids(first), ...ids(rest)]).toEqual(someRows(10).map((row) => row['Id']))
    expect([...known]).toEqual([])
    expect(paths(org).at(-1)).toMatch(/^DELETE/)
  })

  it('that are gone are no place to go on from', async () => {
    const org = fakeOrg({ fields, rows: someRows(10) })
    const after = { job: '750000000000999', version: '67.0', locator: '4', skip: 1 }
    expect(await rejection(all(open(org).read(reading({ ...large, after }))))).toMatchObject({
      explanation: { code: 'place_lost' },
    })
  })

  it('are ended first when they are removed unfinished', async () => {
    const org = fakeOrg({ fields, rows: someRows(1) })
    let ended = false
    org.interrupt = (sent, path) => {
      if (sent.method === 'PATCH') ended = true
      return sent.method === 'DELETE' && !ended && path.includes('/jobs/') ? sfError(400, 'API_ERROR') : null
    }
    const crm = open(org)
    for await (const page of crm.read(reading(large))) if (page.rows > 0) break
    await crm.removeJob({ job: '750000000000100', version: '67.0' })
    expect(
      paths(org)
        .slice(-3)
        .map((each) => each.split(' ')[0]),
    ).toEqual(['DELETE', 'PATCH', 'DELETE'])
    await crm.removeJob({ job: '750000000000100', version: '67.0' })
  })

  it('are watched with growing pauses', async () => {
    const org = fakeOrg({ fields, rows: someRows(1) })
    let looks = 0
    org.interrupt = (sent, path) =>
      sent.method === 'GET' && /jobs\/query\/\w+$/.test(path) && ++looks < 9
        ? json({ state: 'InProgress' })
        : null
    await all(open(org).read(reading(large)))
    expect(org.wire.pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
    org.interrupt = (sent, path) =>
      sent.method === 'GET' && /jobs\/query\/\w+$/.test(path) ? json({ state: 'InProgress' }) : null
    expect(await rejection(all(open(org).read(reading(large))))).toMatchObject({
      explanation: { code: 'job_too_slow' },
    })
  })

  it('go on where a page broke off, without repeating or losing a row', async () => {
    const rows = someRows(9)
    const org = fakeOrg({ fields, rows })
    let tries = 0
    org.interrupt = (sent, path) => {
      if (!path.endsWith('/results') || sent.url.searchParams.get('locator') !== '3' || ++tries > 2)
        return null
      const lines = rows
        .slice(3, 6)
        .map((row) => names.map((name) => `"${typeof row[name] === 'string' ? row[name] : ''}"`).join(','))
      const head = names.map((name) => `"${name}"`).join(',')
      const headers = { 'content-type': 'text/csv', 'sforce-locator': '6', 'sforce-numberofrecords': '3' }
      const part = `${head}\n${lines.slice(0, tries).join('\n')}\n"003`
      // Once the line breaks, once a proxy ends the body as if it were whole.
      return tries === 1 ? brokenOff([part], headers) : new Response(part, { headers })
    }
    expect(ids(await all(open(org, { bulkPageRows: 3 }).read(reading(large))))).toEqual(
      rows.map((row) => row['Id']),
    )
    expect(tries).toBe(3)
  })

  const results =
    (text: string, headers: Record<string, string> = {}) =>
    (org: FakeOrg) => {
      org.interrupt = (_sent, path) =>
        path.endsWith('/results')
          ? new Response(text, { headers: { 'content-type': 'text/csv', ...headers } })
          : null
    }
  const head = `${names.map((name) => `"${name}"`).join(',')}\n`
  const one = `"${idOf(1)}","2026-05-01T00:00:00.000Z","","","false","",""\n`
  it.each<[string, (org: FakeOrg) => void, string]>([
    ['other columns', results(head.replace('"Title"', '"Name"') + one), 'columns_differ'],
    [
      'columns in another order',
      results(head.replace('"LastName","Title"', '"Title","LastName"') + one),
      'columns_differ',
    ],
    ['a count in the page that is wrong', results(head + one, { 'sforce-numberofrecords': '2' }), 'cut_off'],
    ['fewer rows than the job found', results(head + one), 'short_read'],
    ['an empty body for rows', results(''), 'short_read'],
    ['half a row at the end, each time', results(`${head}"003`), 'cut_off'],
    [
      'a page of HTML',
      (org) => (org.interrupt = (_s, path) => (path.endsWith('/results') ? page() : null)),
      'source_away',
    ],
    [
      'a version that differs',
      (org) => (org.interrupt = (_s, path) => (path.endsWith('/results') ? sfError(409, 'API_ERROR') : null)),
      'conflict',
    ],
    [
      'a job that is never complete',
      (org) =>
        (org.interrupt = (_s, path) => (path.endsWith('/results') ? sfError(412, 'JOB_NOT_COMPLETE') : null)),
      'job_not_complete',
    ],
    [
      'a failed job',
      (org) =>
        (org.interrupt = (s, path) =>
          s.method === 'GET' && /query\/\w+$/.test(path)
            ? json({ state: 'Failed', errorMessage: "INVALID_FIELD: No such column 'Gone__c'" })
            : null),
      'field_hidden',
    ],
    [
      'no more jobs today',
      (org) =>
        (org.interrupt = (_s, path) =>
          path.endsWith('/jobs/query') ? sfError(400, 'LIMIT_EXCEEDED') : null),
      'daily_jobs_spent',
    ],
  ])('refuse %s', async (_name, arrange, why) => {
    const org = fakeOrg({ fields, rows: someRows(2) })
    arrange(org)
    expect(await rejection(all(open(org).read(reading(large))))).toMatchObject({ explanation: { code: why } })
    expect(org.wire.sent.length).toBeLessThan(40)
  })

  it.each([head, '', head.trimEnd()])('take %j for no rows', async (text) => {
    const org = fakeOrg({ fields, rows: [] })
    results(text, { 'sforce-numberofrecords': '0', 'sforce-locator': 'null' })(org)
    expect(await all(open(org).read(reading(large)))).toEqual([])
  })
})
