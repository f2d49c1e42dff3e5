import { describe, expect, test } from 'vitest'
import { Refused } from '../../base/errors.ts'
import { checkAddress, isPublic, shownAddress } from './addresses.ts'

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
    (typed) => expect(checkAddress(typed, false).href).toBe(typed),
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
    expect(() => checkAddress(typed, false)).toThrow(Refused)
  })

  test('this machine, over http too, on a development machine alone', () => {
    expect(checkAddress('http://127.0.0.1:5000/in', true).port).toBe('5000')
    expect(checkAddress('http://localhost:5000/in', true).hostname).toBe('localhost')
    for (const typed of [
      'http://10.0.0.1/',
      'https://10.0.0.1/',
      'http://example.com/',
      // A name, whatever it looks like.
      'http://127.example.com/',
      'https://169.254.169.254/',
    ])
      expect(() => checkAddress(typed, true)).toThrow(Refused)
  })
})

test('what lets others in is not shown', () => {
  const slack = new URL('https://hooks.slack.com/services/T0/B0/verysecret')
  expect(shownAddress(slack, 'slack')).toBe('https://hooks.slack.com/…')
  expect(shownAddress(new URL('https://example.com/in?token=verysecret'), 'standard')).toBe(
    'https://example.com/in?…',
  )
})
