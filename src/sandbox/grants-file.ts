import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { KeptGrant } from './salesforce/oauth/grants.ts'
import type { Org } from './salesforce/org.ts'

interface Kept {
  /** How many starts used this file. */
  readonly run: number
  readonly grants: readonly KeptGrant[]
}

/**
 * Lets the org remember its approvals in a file over restarts, as the real one would: a connection made yesterday
 * still refreshes today. Written whole, before anybody hears of the change.
 */
export const rememberGrants = (org: Org, file: string): void => {
  const before: Kept = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Kept)
    : { run: 0, grants: [] }
  const run = before.run + 1
  org.serial.beginRun(run)
  org.grants.restore(before.grants)
  const write = (): void => {
    const kept: Kept = { run, grants: org.grants.kept() }
    writeFileSync(`${file}.new`, JSON.stringify(kept), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  mkdirSync(dirname(file), { recursive: true })
  org.grants.changed = write
  write()
}
