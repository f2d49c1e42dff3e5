import { BlockList, isIP } from 'node:net'
import { Refused } from '../../base/errors.ts'

/**
 * Where a webhook may go. People type its address, and this machine stands in a network that trusts it: so only
 * https, and only to addresses of the public internet, asked when the address is typed and again of what its name means
 * at the very moment of connecting.
 */

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

/** May we connect to this address? `loopback` is for development only. */
export const mayConnect = (address: string, loopback: boolean): boolean =>
  isPublic(address) || (loopback && isLoopback(address))

/** The address as a URL; `Refused` when it is none we would ever go to. A name is judged when it is looked up. */
export const checkAddress = (typed: string, loopback: boolean): URL => {
  const url = URL.parse(typed.trim())
  if (!url) throw refused('This is not an address such as https://example.com/hook.')
  const bare = url.hostname.replace(/^\[|\]$/g, '')
  const home = loopback && (isLoopback(bare) || bare === 'localhost')
  if (url.protocol !== 'https:' && !(home && url.protocol === 'http:'))
    throw refused('The address must begin with https://.')
  if (url.username !== '' || url.password !== '')
    throw refused('The address must not have a user name or password in it.')
  if (isIP(bare) !== 0 && !mayConnect(bare, loopback)) throw notPublic()
  if (!home && /(^|\.)localhost\.?$/i.test(bare)) throw notPublic()
  url.hash = ''
  return url
}

/** The sentence for an address inside. It never says what was found there. */
export const notPublic = (): Refused =>
  refused('The address leads to this machine or its own network, where webhooks do not go.')

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
