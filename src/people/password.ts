import { scrypt, timingSafeEqual } from 'node:crypto'
import type { RandomBytes } from './token.ts'

/** Passwords as they are kept: scrypt with its cost and salt beside it, so the cost can rise later. */
export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes the same time when there is no hash at all, so that an unknown e-mail cannot be told by the clock. */
  matches(password: string, hash: string | null): Promise<boolean>
}

const keyLength = 32
const blockSize = 8
// Each hash takes 128 MB for a third of a second; more than two at once would be a way to exhaust the machine.
const atOnce = 2

/** `cost` is the binary logarithm of scrypt's N. 17 is the usual advice; tests take less. */
export const openPasswords = (random: RandomBytes, cost = 17): Passwords => {
  const turn = takeTurns(atOnce)
  const derive = (password: string, salt: Uint8Array, log2: number): Promise<Buffer> =>
    turn(() => stretched(password, salt, log2))
  const decoy = { cost, salt: random(16), key: Buffer.alloc(keyLength) }
  return {
    hash: async (password) => {
      const salt = random(16)
      const key = await derive(password, salt, cost)
      return ['scrypt', cost, Buffer.from(salt).toString('base64url'), key.toString('base64url')].join('$')
    },
    matches: async (password, hash) => {
      const known = hash === null ? null : parse(hash)
      const against = known ?? decoy
      const same = timingSafeEqual(await derive(password, against.salt, against.cost), against.key)
      return same && known !== null
    },
  }
}

const parse = (hash: string): { cost: number; salt: Uint8Array; key: Buffer } => {
  const [kind, cost, salt, key] = hash.split('$')
  if (kind !== 'scrypt' || !salt || !key) throw new Error('A stored password has an unknown form.')
  return { cost: Number(cost), salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') }
}

const stretched = (password: string, salt: Uint8Array, log2: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const N = 2 ** log2
    // NFKC: the same password typed on another keyboard may arrive as other code points.
    scrypt(
      password.normalize('NFKC'),
      salt,
      keyLength,
      { N, r: blockSize, p: 1, maxmem: 256 * N * blockSize },
      (error, key) => (error ? reject(error) : resolve(key)),
    )
  })

/** Lets at most `limit` pieces of work run at a time, in the order they came. */
const takeTurns = (limit: number) => {
  let running = 0
  const waiting: (() => void)[] = []
  return async <R>(work: () => Promise<R>): Promise<R> => {
    if (running >= limit) await new Promise<void>((go) => waiting.push(go))
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
