import { describe, expect, test } from 'vitest'
import { Refused } from '../base/errors.ts'
import { readEnvironment } from './environment.ts'

const complaint = (variables: Record<string, string>): string => {
  try {
    readEnvironment(variables)
  } catch (error) {
    if (error instanceof Refused) return error.explanation.what
    throw error
  }
  return 'accepted'
}

describe('the environment', () => {
  test('nothing at all is enough', () => {
    expect(readEnvironment({})).toMatchObject({
      port: 4400,
      databaseUrl: undefined,
      publicUrl: null,
      logLevel: 'info',
    })
  })

  test('an empty variable counts as absent', () => {
    expect(readEnvironment({ PORT: '', DATABASE_URL: '', CROSSWALK_PUBLIC_URL: '' }).port).toBe(4400)
  })

  test('everything wrong is named at once', () => {
    expect(complaint({ PORT: 'x', LOG_LEVEL: 'loud' })).toMatch(/^PORT: must be a number\. LOG_LEVEL: .+\.$/)
  })

  test.each([
    'https://login.salesforce.com',
    'http://127.0.0.1.evil.example',
    'http://10.0.0.1:4401',
    'http://127.0.0.1:4401/path',
    'http://u:p@127.0.0.1:4401',
  ])('traffic is never turned to %s', (origin) => {
    expect(complaint({ CROSSWALK_SALESFORCE_ORIGIN: origin })).toContain(
      'CROSSWALK_SALESFORCE_ORIGIN: must be an http address of this machine',
    )
    expect(complaint({ CROSSWALK_STRIPE_ORIGIN: origin })).toContain('CROSSWALK_STRIPE_ORIGIN: must be')
  })

  test.each(['http://127.0.0.1:4401', 'http://localhost:4401/', 'http://[::1]:4401'])(
    'traffic may be turned to %s',
    (origin) => {
      expect(readEnvironment({ CROSSWALK_SALESFORCE_ORIGIN: origin }).salesforceOrigin).toBe(
        new URL(origin).origin,
      )
    },
  )

  test.each([
    ['CROSSWALK_PUBLIC_URL', 'crosswalk.example'],
    ['CROSSWALK_PUBLIC_URL', 'https://crosswalk.example/below'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['PORT', '70000'],
    ['SMTP_URL', 'mail.example.com:587'],
    ['SMTP_URL', 'https://mail.example.com'],
    ['SMTP_URL', 'smtp://mail.example.com?from=Crosswalk <x@y.example>'],
    ['SMTP_URL', 'smtp://mail.example.com?from=x@y.example%0d%0aBcc: z@y.example'],
  ])('%s=%s is refused', (name, value) => {
    expect(complaint({ [name]: value })).toMatch(new RegExp(`^${name}: `))
  })

  test('no secret stands in the complaint', () => {
    expect(complaint({ DATABASE_URL: 'mysql://user:hunter2@host/x' })).not.toContain('hunter2')
    expect(complaint({ SMTP_URL: 'smtp://user:hunter2@host/?from=x' })).toMatch(/^SMTP_URL: from= must be/)
    expect(complaint({ SMTP_URL: 'smtp://user:hunter2@host/?from=x' })).not.toContain('hunter2')
  })
})
