import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSeal, sealingKey } from './seal.ts'

const seal = openSeal('a key text that is long enough for anybody')
const secret = { refreshToken: '5Aep861-made-up' }

test('opens what it sealed, and two seals of one secret differ', () => {
  const first = seal.seal(secret, 'tokens of w1')
  expect(seal.open(first, 'tokens of w1')).toEqual(secret)
  expect(seal.seal(secret, 'tokens of w1')).not.toEqual(first)
  expect(first.includes('made-up')).toBe(false)
})

test('refuses another purpose, another key and changed bytes', () => {
  const sealed = seal.seal(secret, 'tokens of w1')
  const changed = Buffer.from(sealed)
  changed[changed.length - 1]! ^= 1
  expect(() => seal.open(sealed, 'tokens of w2')).toThrow(/cannot be opened/)
  expect(() => openSeal('another key text, just as long as that').open(sealed, 'tokens of w1')).toThrow(
    /cannot be opened/,
  )
  expect(() => seal.open(changed, 'tokens of w1')).toThrow(/cannot be opened/)
})

test('makes the key once, for this user alone', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'crosswalk-key-'))
  const [one, two] = await Promise.all([sealingKey(undefined, directory), sealingKey(undefined, directory)])
  expect(one).toBe(two)
  expect((await stat(join(directory, 'secret.key'))).mode & 0o777).toBe(0o600)
  const given = 'from the environment, and long enough'
  expect(await sealingKey(given, directory)).toBe(given)
  await expect(sealingKey('short', directory)).rejects.toThrow(/fewer than 32/)
  await rm(directory, { recursive: true })
})
