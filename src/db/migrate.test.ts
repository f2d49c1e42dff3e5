import { expect, test } from 'vitest'
import { statements } from './migrate.ts'

test('splits at semicolons that end a line, and leaves function bodies whole', () => {
  const text = `create table a (note text default 'x;y'); -- why; because
create function f() returns int language sql as $$
  select 1;
  select 2;
$$;
-- only a comment
`
  expect(statements(text).map((statement) => statement.trim())).toEqual([
    "create table a (note text default 'x;y')",
    'create function f() returns int language sql as $$\n  select 1;\n  select 2;\n$$',
  ])
})
