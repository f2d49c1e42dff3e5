import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refused } from '../base/errors.ts'

/**
 * Seals secrets before they touch the database (AES-256-GCM). The key lives apart from the data: in the
 * environment, or in a file only this user can read.
 */
export interface Seal {
  /** `purpose` says what is inside and whose; the same words must be said to open it. */
  seal(secret: object, purpose: string): Buffer
  /** Rejects with `Refused` when the key is another one than it was sealed with, or the bytes were changed. */
  open<T>(sealed: Uint8Array, purpose: string): T
}

const version = 1

/** A seal from any key text of at least 32 characters. */
export const openSeal = (keyText: string): Seal => {
  const key = Buffer.from(hkdfSync('sha256', keyText, '', 'crosswalk sealing key', 32))
  return {
    seal: (secret, purpose) => {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose))
      const body = Buffer.concat([cipher.update(JSON.stringify(secret), 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.from([version]), nonce, cipher.getAuthTag(), body])
    },
    open: <T>(sealed: Uint8Array, purpose: string): T => {
      const bytes = Buffer.from(sealed)
      try {
        const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 13))
        cipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(13, 29))
        const text = Buffer.concat([cipher.update(bytes.subarray(29)), cipher.final()]).toString('utf8')
        return JSON.parse(text) as T
      } catch {
        throw otherKey()
      }
    },
  }
}

const otherKey = (): Refused =>
  new Refused(
    {
      code: 'sealing_key_changed',
      what: 'The stored credentials cannot be opened with today’s sealing key.',
      means: 'Crosswalk cannot read from Salesforce or the billing tool. The data here is untouched.',
      who: 'Whoever runs this machine',
      how: 'Bring back the earlier CROSSWALK_SECRET_KEY (or the file secret.key of the data directory), or connect again.',
    },
    409,
  )

const keyTooShort = (): Refused =>
  new Refused({
    code: 'sealing_key_short',
    what: 'CROSSWALK_SECRET_KEY has fewer than 32 characters.',
    means: 'A short key could be guessed, so Crosswalk did not start.',
    who: 'Whoever runs this machine',
    how: 'Use a long random text, such as what `openssl rand -base64 32` prints.',
  })

/** The key text: from the environment, else from `secret.key` in the data directory, made on first use. */
export const sealingKey = async (fromEnvironment: string | undefined, directory: string): Promise<string> => {
  if (fromEnvironment && fromEnvironment.length < 32) throw keyTooShort()
  if (fromEnvironment) return fromEnvironment
  const path = join(directory, 'secret.key')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const fresh = randomBytes(32).toString('base64')
  // Written beside and linked into place: of two processes that start together one wins, and nobody reads half a key.
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, `${fresh}\n`, { flag: 'wx', mode: 0o600 })
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft)
  return (await readFile(path, 'utf8')).trim()
}
