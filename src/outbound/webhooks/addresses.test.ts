import { describe, expect, test } from 'vitest'
import { Refused } from '../../base/errors.ts'
import { checkAddress, isPublic, mayConnect, shownAddress } from './addresses.ts'

describe('addresses of the public internet', () => {
  test.each(['93.184.215.14', '8.8.8.8', '172.15.0.1', '172.32.0.1', '100.128.0.1', '2606:4700::6810:85e5'])(
    '%s is one',
    (address) => expect(isPublic(address)).toBe(true),
  )
  test.each([
    ['this machine', '127.0.0.1'],
    ['this machine', '127.8.9.10'],
    ['this machine', '::1'],
    ['nowhere', '0.0.0.0'],
    ['nowhere', '::'],
    ['a private network', '10.1.2.3'],
    ['a private network', '172.16.0.1'],
    ['a private network', '172.31.255.255'],
    ['a private network', '192.168.1.1'],
    ['a private network', 'fd12:3456::1'],
    ['a shared network', '100.64.0.1'],
    ['the metadata of a cloud', '169.254.169.254'],
    ['the metadata of a cloud', 'fd00:ec2::254'],
    ['the metadata of a cloud', '100.100.100.200'],
    ['the metadata of a cloud', '168.63.129.16'],
    ['the same link', 'fe80::1'],
    ['an old private network', 'fec0::1'],
    ['an IPv4 address inside', '::ffff:10.0.0.1'],
    ['an IPv4 address inside', '::ffff:7f00:1'],
    ['an IPv4 address inside', '64:ff9b::a00:1'],
    ['an IPv4 address inside', '2002:a00:1::1'],
    ['an IPv4 address inside', '2001:0:a00:1::1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '203.0.113.9'],
    ['a benchmark', '198.18.0.1'],
    ['many at once', '224.0.0.1'],
    ['many at once', 'ff02::1'],
    ['everybody', '255.255.255.255'],
    ['no address', 'example.com'],
  ])('%s is not: %s', (_what, address) => {
    expect(isPublic(address)).toBe(false)
  })
})

describe('what may be typed', () => {
  test.each(['https://hooks.example.com/a?b=c', 'https://93.184.215.14/x', 'https://example.com:8443/'])(
    '%s',
    (typed) => expect(checkAddress(typed, 'internet').href).toBe(typed),
  )
  test.each([
    'not an address',
    'http://hooks.example.com/',
    'ftp://hooks.example.com/',
    'https://user:word@hooks.example.com/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://10.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/',
    'https://a.localhost/',
    'https://localhost./',
    'http://127.0.0.1:4400/',
    'javascript:alert(1)',
  ])('never %s', (typed) => {
    expect(() => checkAddress(typed, 'internet')).toThrow(Refused)
  })

  test('this machine, over http too, on a development machine alone', () => {
    expect(checkAddress('http://127.0.0.1:5000/in', 'development').port).toBe('5000')
    expect(checkAddress('http://localhost:5000/in', 'development').hostname).toBe('localhost')
    for (const typed of [
      'http://10.0.0.1/',
      'https://10.0.0.1/',
      'http://example.com/',
      // A name, whatever it looks like.
      'http://127.example.com/',
      'https://169.254.169.254/',
    ])
      expect(() => checkAddress(typed, 'development')).toThrow(Refused)
  })

  test.each(['http://127.0.0.1:4405/webhooks', 'http://localhost:5000/in', 'https://[::1]:5000/in'])(
    'in the demo this machine: %s',
    (typed) => expect(checkAddress(typed, 'demo').href).toBe(typed),
  )
  test.each([
    'https://hooks.example.com/in',
    'http://hooks.example.com/in',
    'https://user:word@hooks.example.com/',
    'https://93.184.215.14/x',
    'https://[2606:4700::6810:85e5]/x',
    'https://10.0.0.1/',
    'https://169.254.169.254/',
    // Names that look like this machine, and may lead anywhere.
    'https://127.example.com/',
    'https://a.localhost/',
    'https://localhost.example.com/',
  ])('in the demo never %s, and it says why', (typed) => {
    expect(() => checkAddress(typed, 'demo')).toThrow(
      expect.objectContaining({
        status: 400,
        explanation: expect.objectContaining({ code: 'address_outside_demo' }),
      }),
    )
  })
})

describe('where a connection may go', () => {
  test.each([
    ['internet', true, false, false],
    ['development', true, true, false],
    ['demo', false, true, false],
  ] as const)('%s', (reach, internet, machine, network) => {
    const may = (...addresses: string[]) => addresses.map((address) => mayConnect(address, reach))
    expect(may('93.184.215.14', '2606:4700::6810:85e5')).toEqual([internet, internet])
    expect(may('127.0.0.1', '::1')).toEqual([machine, machine])
    expect(may('10.0.0.1', 'fd12:3456::1', '169.254.169.254', '::ffff:127.0.0.1')).toEqual(
      Array.from({ length: 4 }, () => network),
    )
  })
})

test('what lets others in is not shown', () => {
  const slack = new URL('https://hooks.slack.com/services/T0/B0/verysecret')
  expect(shownAddress(slack, 'slack')).toBe('https://hooks.slack.com/…')
  expect(shownAddress(new URL('https://example.com/in?token=verysecret'), 'standard')).toBe(
    'https://example.com/in?…',
  )
})
