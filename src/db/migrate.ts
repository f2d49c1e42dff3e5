import { readFile, readdir } from 'node:fs/promises'
import { sql } from 'kysely'
import { Refused } from '../base/errors.ts'
import { transaction, type Db, type Tx } from './db.ts'

const folder = new URL('../../migrations/', import.meta.url)

/**
 * Brings the database to the newest of the numbered files in `migrations/`, each in its own transaction, once.
 * Safe to call from many processes at a time. A database newer than this program is refused.
 */
export const migrate = async (db: Db): Promise<readonly string[]> => {
  const files = (await readdir(folder)).filter((name) => /^\d{4}_.+\.sql$/.test(name)).toSorted()
  await sql`create table if not exists migrations (name text primary key, at timestamptz not null default now())`
    .execute(db)
    .catch(ignoreRace)
  const applied: string[] = []
  for (const name of files) if (await transaction(db, (tx) => applyOnce(tx, name))) applied.push(name)
  await refuseNewer(db, files)
  return applied
}

const applyOnce = async (tx: Tx, name: string): Promise<boolean> => {
  await sql`lock table migrations in exclusive mode`.execute(tx)
  const done = await sql`select 1 from migrations where name = ${name}`.execute(tx)
  if (done.rows.length > 0) return false
  for (const statement of statements(await readFile(new URL(name, folder), 'utf8'))) {
    await sql.raw(statement).execute(tx)
  }
  await sql`insert into migrations (name) values (${name})`.execute(tx)
  return true
}

/** Splits at `;` on a line's end, leaving `$$ … $$` bodies whole. */
export const statements = (text: string): string[] =>
  text
    .split(/(\$\$[\s\S]*?\$\$)/)
    .flatMap((part, index) => (index % 2 === 1 ? [part] : part.split(/(;)[ \t]*(?:--[^\n]*)?(?=\n|$)/)))
    .reduce<string[]>(
      (all, part) => {
        if (part === ';') all.push('')
        else all[all.length - 1] += part
        return all
      },
      [''],
    )
    .filter((statement) => statement.replaceAll(/--[^\n]*/g, '').trim() !== '')

const refuseNewer = async (db: Db, files: readonly string[]): Promise<void> => {
  const { rows } = await sql<{ name: string }>`select name from migrations order by name`.execute(db)
  const unknown = rows.find((row) => !files.includes(row.name))
  if (!unknown) return
  throw new Refused({
    code: 'database_newer',
    what: `The database was made by a newer Crosswalk (it has ${unknown.name}).`,
    means: 'This older one would damage it, so it did not start.',
    who: 'Whoever runs this machine',
    how: 'Start the newer version, or restore a backup made by this one.',
  })
}

// Two processes may both find no table; one is told so by the catalogue's own unique rule.
const ignoreRace = (error: Error & { code?: string }): void => {
  if (error.code !== '23505' && error.code !== '42P07') throw error
}
