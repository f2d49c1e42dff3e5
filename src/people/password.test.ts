import { describe, expect, test } from 'vitest'
import { openPasswords } from './password.ts'
import { systemRandom } from './token.ts'

const passwords = openPasswords(systemRandom, 4)

describe('passwords', () => {
  test('only the right one matches, and the same one is kept differently each time', async () => {
    const hash = await passwords.hash('correct horse battery')
    expect(hash).not.toBe(await passwords.hash('correct horse battery'))
    expect(await passwords.matches('correct horse battery', hash)).toBe(true)
    expect(await passwords.matches('correct horse batterz', hash)).toBe(false)
    expect(await passwords.matches('anything', null)).toBe(false)
  })

  test('the same letters typed on another keyboard match', async () => {
    const composed = 'caf\u00e9 au lait'
    expect(await passwords.matches(composed.normalize('NFD'), await passwords.hash(composed))).toBe(true)
  })

  test('a hash made at another cost still matches', async () => {
    const earlier = await openPasswords(systemRandom, 5).hash('correct horse battery')
    expect(await passwords.matches('correct horse battery', earlier)).toBe(true)
  })

  test('many at once all get their turn', async () => {
    const hash = await passwords.hash('x')
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, index) => passwords.matches(index % 2 ? 'x' : 'y', hash)),
    )
    expect(all.filter(Boolean)).toHaveLength(10)
  })
})
