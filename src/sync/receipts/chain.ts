import { createHash } from 'node:crypto'

/** What stands before the first receipt of a workspace. */
export const chainStart = '0'.repeat(64)

/** The hash of a receipt: SHA-256 of the previous one’s hash, a line break and the body, in hexadecimal. */
export const hashOf = (previousHash: string, body: string): string =>
  createHash('sha256').update(`${previousHash}\n${body}`).digest('hex')
