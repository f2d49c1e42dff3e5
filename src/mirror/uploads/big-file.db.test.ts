import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../db/db.ts'
import { migrate } from '../../db/migrate.ts'
import { openTestDatabase } from '../../db/test-database.ts'
import { latestUploads } from './tables.ts'
import { previewUpload } from './preview.ts'
import { receiveFile } from './receive.ts'

const rows = 200_000
const note = 'a note as people keep them beside a customer and '.repeat(4)
const workspaceId = '6f1c2f0e-52b1-4c8e-9d53-0d3f4a5b6c7d'

/** About 50 MB: every thousandth row repeats the one before, every thousandth has an address that is none. */
const bytes = async function* (): AsyncGenerator<Uint8Array> {
  let text = 'Customer ID,Name,E-mail,Region,Note\n'
  for (let at = 0; at < rows; at++) {
    const id = at % 1000 === 7 ? at - 1 : at
    const email = at % 1000 === 500 ? 'nobody' : `ap@customer-${at}.example`
    text += `C-${id},"Customer ${at}, Ltd",${email},region ${at % 9},${note}\n`
    if (text.length < 65_536) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text)
}

/** In memory the embedded database grows by copying all it has, which no user meets. */
const open = async () => {
  if (process.env.TEST_ENGINE === 'postgres')
    return { database: await openTestDatabase(), forget: async () => {} }
  const directory = await mkdtemp(join(tmpdir(), 'crosswalk-big-'))
  const database = await openDatabase({ directory })
  await migrate(database.db)
  return { database, forget: () => rm(directory, { recursive: true }) }
}

test('a file of 50 MB is taken in and looked at, to the last row', async () => {
  const { database, forget } = await open()
  const asked = { kind: 'customers', name: 'big.csv' } as const
  const id = await receiveFile(database.db, { workspaceId, name: 'Noor' }, new Date(0), asked, bytes())
  expect(await latestUploads(database.db, workspaceId)).toMatchObject([{ rows, bad: 0 }])
  const chosen = { externalId: 'Customer ID', name: 'Name', email: 'E-mail' }
  const preview = await database.transaction((tx) => previewUpload(tx, workspaceId, id, chosen))
  const bad = (2 * rows) / 1000
  expect(preview).toMatchObject({ good: rows - bad, bad, added: rows - bad, removed: 0 })
  expect(preview.problems).toHaveLength(100)
  await database.close()
  await forget()
})
