import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockDirectory } from './lock.ts'

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'crosswalk-lock-'))
})
afterEach(() => rm(directory, { recursive: true }))

/** Another program of ours that holds the lock until it is killed. */
const holder = async (): Promise<ChildProcess> => {
  const program = `
    import { lockDirectory } from ${JSON.stringify(new URL('./lock.ts', import.meta.url).href)}
    await lockDirectory(${JSON.stringify(directory)})
    process.stdout.write('held')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(child.stdout, 'data')
  return child
}

const inUse = { explanation: { code: 'data_directory_in_use' } }

describe('the lock of a data directory', () => {
  test('is given once, and again when it was given back', async () => {
    const unlock = await lockDirectory(directory)
    await expect(lockDirectory(directory)).rejects.toMatchObject(inUse)
    await unlock()
    await unlock()
    const again = await lockDirectory(directory)
    await again()
  })

  test('names who has it, and falls free when they are killed', async () => {
    const other = await holder()
    await expect(lockDirectory(directory)).rejects.toThrow(`(process ${other.pid})`)
    other.kill('SIGKILL')
    await once(other, 'exit')
    const unlock = await lockDirectory(directory)
    await unlock()
  })

  test('of ten who find what a killed process left, one gets it', async () => {
    const other = await holder()
    other.kill('SIGKILL')
    await once(other, 'exit')
    const asked = await Promise.allSettled(Array.from({ length: 10 }, () => lockDirectory(directory)))
    const got = asked.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
    expect(got).toHaveLength(1)
    await got[0]?.()
  })

  test('a process number that now belongs to another program keeps nobody out', async () => {
    await writeFile(join(directory, 'in-use.pid'), String(process.ppid))
    const unlock = await lockDirectory(directory)
    await unlock()
  })
})
