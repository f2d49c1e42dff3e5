import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeImage } from '../src/db/test-database.ts'

/** One migrated image of the embedded database for all test files. Vitest calls this once per project that needs it. */
const setup = async (): Promise<(() => Promise<void>) | undefined> => {
  if (process.env.TEST_PGLITE_IMAGE) return undefined
  const home = await mkdtemp(join(tmpdir(), 'crosswalk-image-'))
  process.env.TEST_PGLITE_IMAGE = join(home, 'migrated.tar')
  await writeFile(process.env.TEST_PGLITE_IMAGE, await makeImage())
  return async () => {
    delete process.env.TEST_PGLITE_IMAGE
    await rm(home, { recursive: true, force: true })
  }
}

export default setup
