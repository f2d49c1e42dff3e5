import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { usableEmail } from '../../base/email.ts'
import type { Database } from '../../db/db.ts'
import { openTestDatabase } from '../../db/test-database.ts'

// The rule for e-mail addresses exists twice, in TypeScript and in SQL. They must be one.

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const inSql = async (texts: readonly string[]): Promise<(string | null)[]> => {
  const { rows } = await sql<{ email: string | null }>`
    select usable_email(t.text) as email from unnest(${[...texts]}::text[]) with ordinality as t (text, place)
    order by place`.execute(database.db)
  return rows.map((row) => row.email)
}

const odd = [
  'a@b.co',
  ' a@b.co\u00a0',
  '\u200ba@B.CO',
  "A.b+c_d'e-f@X-y.example",
  'a@b',
  'a@b.c',
  '@b.co',
  'a@',
  'a@@b.co',
  'a b@c.de',
  '.a@b.co',
  'a.@b.co',
  'a..b@c.de',
  'a@-b.co',
  'a@b-.co',
  'a@b.c1',
  'a@b.1c',
  'ä@b.co',
  'a@bücher.de',
  'a@b.co\n',
  `${'x'.repeat(64)}@b.co`,
  `${'x'.repeat(65)}@b.co`,
  'null',
  '',
  'a,b@c.de',
  'a@b.co;c@d.de',
  'a@b.co.invalid',
  'a@b\u2028.co',
]

test('agree on odd addresses', async () => {
  expect(await inSql(odd)).toEqual(odd.map(usableEmail))
})

test('agree on anything', async () => {
  const pieces = fc.constantFrom(
    'a',
    'Z',
    '9',
    '.',
    '-',
    '_',
    '+',
    "'",
    '@',
    ' ',
    '\u00a0',
    '\u200b',
    'é',
    'b.co',
    '@c.de',
    '\t',
    '\u3000',
  )
  const texts = fc.sample(
    fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
    { seed: 11, numRuns: 3_000 },
  )
  expect(await inSql(texts)).toEqual(texts.map(usableEmail))
})
