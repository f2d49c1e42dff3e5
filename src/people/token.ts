import { createHash, randomBytes } from 'node:crypto'

/** Unguessable bytes, handed in so that tests may choose them. */
export type RandomBytes = (size: number) => Uint8Array

export const systemRandom: RandomBytes = (size) => randomBytes(size)

/** 256 random bits as text that is safe in an address, a cookie and a header. */
export const newToken = (random: RandomBytes): string => Buffer.from(random(32)).toString('base64url')

/**
 * What is kept of a token. Plain SHA-256 is enough for 256 random bits, and unlike a password hash it can be
 * looked up by an index.
 */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('base64url')
