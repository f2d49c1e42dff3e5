import { describe, expect, it } from 'vitest'
import { isSandboxEmail, usableEmail } from './email.ts'

describe('usableEmail', () => {
  it.each([
    ['ada@acme.com', 'ada@acme.com'],
    ["\u00a0 Ada.O'Neil+ar_1-x@ACME.Co.UK\u200b ", "Ada.O'Neil+ar_1-x@acme.co.uk"],
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['ada@invalid.com', 'ada@invalid.com'],
    [`${'a'.repeat(64)}@b.de`, `${'a'.repeat(64)}@b.de`],
  ])('takes %j', (typed, email) => {
    expect(usableEmail(typed)).toBe(email)
  })

  it.each([
    '',
    'ada',
    '@acme.com',
    'ada@acme',
    'noreply@00d000000000001',
    'ada@@acme.com',
    'ada@b@acme.com',
    'a da@acme.com',
    'ada@ac me.com',
    '.ada@acme.com',
    'ada..l@acme.com',
    'ada@-acme.com',
    'ada@acme..com',
    'ada@acme.c',
    'ada@127.0.0.1',
    'ada@acme.com.invalid',
    ' ada@acme.com.INVALID',
    'ada=acme.com@example.com',
    'Ada <ada@acme.com>',
    'ada@acme.com; bob@acme.com',
    'ädа@acme.com',
    'ada%x@acme.com',
    `${'a'.repeat(65)}@b.de`,
    `a@${'b.'.repeat(126)}de`,
  ])('refuses %j', (typed) => {
    expect(usableEmail(typed)).toBeNull()
  })
})

describe('isSandboxEmail', () => {
  it.each(['ada@acme.com.invalid', ' ADA@ACME.COM.INVALID', 'ada=acme.com@example.com'])(
    'knows %s',
    (email) => {
      expect(isSandboxEmail(email)).toBe(true)
    },
  )
  it.each(['ada@acme.com', 'ada@example.com', 'invalid@acme.com'])('lets %s pass', (email) => {
    expect(isSandboxEmail(email)).toBe(false)
  })
})
