import { BlockList, isIP } from 'node:net'
import { Refused, type Explanation } from '../../base/errors.ts'

/**
 * Where a webhook may go. People type its address, and this machine stands in a network that trusts it: so only
 * https, and only to addresses of the public internet; in the demo, only to this machine. Asked when the address is typed
 * and again of what its name means at the very moment of connecting.
 */

/**
 * How far webhooks go: to the public internet; there and to this machine, where the sources’ traffic is turned to it
 * (`development`); or to this machine alone, over http too (`demo`).
 */
export type Reach = 'internet' | 'development' | 'demo'

// The registries of special addresses: IANA, RFC 6890 and what followed it.
const special4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  // Azure answers its machines from here, as others do from 169.254.169.254.
  ['168.63.129.16', 32],
] as const
// Of IPv6 only 2000::/3 is given out; these parts of it lead elsewhere, or carry an IPv4 address inside.
const special6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
] as const

const forbidden = new BlockList()
for (const [net, bits] of special4) forbidden.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of special6) forbidden.addSubnet(net, bits, 'ipv6')
const given6 = new BlockList()
given6.addSubnet('2000::', 3, 'ipv6')

/** True for an address of the public internet. */
export const isPublic = (address: string): boolean => {
  if (isIP(address) === 4) return !forbidden.check(address, 'ipv4')
  return isIP(address) === 6 && given6.check(address, 'ipv6') && !forbidden.check(address, 'ipv6')
}

/** True for this machine itself. */
export const isLoopback = (address: string): boolean =>
  address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))

/** May we connect to this address? */
export const mayConnect = (address: string, reach: Reach): boolean => {
  if (isLoopback(address)) return reach !== 'internet'
  return reach !== 'demo' && isPublic(address)
}

/** The address as a URL; `Refused` when it is none we would ever go to. A name is judged when it is looked up. */
export const checkAddress = (typed: string, reach: Reach): URL => {
  const url = URL.parse(typed.trim())
  if (!url) throw refused('This is not an address such as https://example.com/hook.')
  const bare = url.hostname.replace(/^\[|\]$/g, '')
  const home = reach !== 'internet' && (isLoopback(bare) || bare === 'localhost')
  // Before anything else: whatever is said of the address, mending it would not help.
  if (reach === 'demo' && !home) throw outOfReach(reach)
  if (url.protocol !== 'https:' && !(home && url.protocol === 'http:'))
    throw refused('The address must begin with https://.')
  if (url.username !== '' || url.password !== '')
    throw refused('The address must not have a user name or password in it.')
  if (isIP(bare) !== 0 && !mayConnect(bare, reach)) throw outOfReach(reach)
  if (!home && /(^|\.)localhost\.?$/i.test(bare)) throw outOfReach(reach)
  url.hash = ''
  return url
}

/** The sentences for an address we may not connect to. They never say what was found there. */
export const outOfReach = (reach: Reach): Refused =>
  reach === 'demo'
    ? new Refused(outsideDemo)
    : refused('The address leads to this machine or its own network, where webhooks do not go.')

const outsideDemo: Explanation = {
  code: 'address_outside_demo',
  what: 'The demo reaches nothing outside this machine, and this address is outside.',
  means: 'Nothing was sent there.',
  who: 'You',
  how: 'Use an address of this machine, such as the one the demo offers. Real systems are told by a real Crosswalk (npm start).',
}

const refused = (what: string): Refused =>
  new Refused({
    code: 'address_refused',
    what,
    who: 'You',
    how: 'Use the public https address of the system that is to be told.',
  })

/** The address as it may be shown: what stands in its query, or behind the host of a chat, lets others in. */
export const shownAddress = (url: URL, format: 'standard' | 'slack'): string => {
  if (format === 'slack') return `${url.origin}/…`
  return `${url.origin}${url.pathname}${url.search === '' ? '' : '?…'}`
}
