import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockDirectory } from '../db/lock.ts'
import { prepareDemoDirectory } from './demo-directory.ts'

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'crosswalk-demo-'))
})
afterEach(() => rm(directory, { recursive: true }))

const prepare = (fresh: boolean): Promise<void> => prepareDemoDirectory(directory, { fresh })

describe('the directory of the demo', () => {
  test('may be empty or not exist', async () => {
    await prepare(false)
    expect(await readdir(directory)).toEqual(['demo'])
    const deeper = join(directory, 'a/b')
    await prepareDemoDirectory(deeper, { fresh: true })
    expect(await readdir(deeper)).toContain('demo')
  })

  test.each([false, true])('holds nothing real (fresh: %s)', async (fresh) => {
    await mkdir(join(directory, 'pg'))
    await writeFile(join(directory, 'secret.key'), 'real')
    await expect(prepare(fresh)).rejects.toMatchObject({ explanation: { code: 'not_a_demo_directory' } })
    expect((await readdir(directory)).toSorted()).toEqual(['pg', 'secret.key'])
    expect(await readFile(join(directory, 'secret.key'), 'utf8')).toBe('real')
  })

  test('keeps what an earlier demo left, unless it shall be fresh', async () => {
    await prepare(false)
    await mkdir(join(directory, 'pg/base'), { recursive: true })
    await prepare(false)
    expect(await readdir(directory)).toContain('pg')
    await prepare(true)
    expect(await readdir(directory)).not.toContain('pg')
    await prepare(false)
  })

  test('is not emptied under a running demo', async () => {
    await prepare(false)
    await writeFile(join(directory, 'kept'), '')
    const unlock = await lockDirectory(directory)
    await expect(prepare(true)).rejects.toMatchObject({ explanation: { code: 'data_directory_in_use' } })
    await unlock()
    expect(await readdir(directory)).toContain('kept')
  })
})
