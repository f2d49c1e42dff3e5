import type { App } from './grants.ts'

/** A person on the way from the authorize address to a code. */
export interface Visit {
  readonly app: App
  readonly redirectUri: string
  readonly state: string | null
  readonly scope: readonly string[]
  readonly challenge: string
  userId: string | null
  /** The browser that logged in; another may not answer for it. */
  browser: string | null
}
