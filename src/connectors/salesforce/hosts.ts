import { Refused } from '../../base/errors.ts'

/**
 * Which hosts are Salesforce's, and how what people paste becomes one of them.
 *
 * A host decides where a client secret is posted, so the list is closed: a My Domain host of one of the vendor's
 * own parent domains, with at most one partition word, and nothing else. The hosts of screens (Lightning, Setup,
 * Visualforce) are rewritten, because the token endpoint answers there with misleading errors.
 */
export interface SalesforceDomain {
  /** What the person may see and type again: `acme`, `acme--uat.sandbox`. */
  readonly domain: string
  readonly host: string
  /** `https://` and the host. Calls go to the loopback override instead when there is one; see `reach`. */
  readonly origin: string
  readonly kind: SalesforceKind
  /** The sandbox's name, when it is one. */
  readonly sandboxName: string | null
}

export type SalesforceKind = 'production' | 'sandbox' | 'developer' | 'scratch' | 'trailhead' | 'other'

/** Parent domains of org hosts: ordinary, US defence, China. */
const parents = ['my.salesforce.com', 'my.salesforce.mil', 'my.sfcrmproducts.cn'] as const

/** Hosts of screens, and the parent of the org host behind them. */
const screens: readonly (readonly [suffix: string, parent: string, namespaced: boolean])[] = [
  ['lightning.force.com', 'my.salesforce.com', false],
  ['lightning.crmforce.mil', 'my.salesforce.mil', false],
  ['lightning.sfcrmapps.cn', 'my.sfcrmproducts.cn', false],
  ['my.salesforce-setup.com', 'my.salesforce.com', false],
  ['vf.force.com', 'my.salesforce.com', true],
  ['visualforce.com', 'my.salesforce.com', true],
]

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const partition = 'sandbox|develop|scratch|trailblaze|demo|free|patch|none|sfdctest|sfrestore|cs[0-9]{1,3}'
const shortName = new RegExp(`^(${label})(?:\\.(${partition}))?$`)

/** True for the host of one org, nothing else: no generic login host, no look-alike, no trailing dot. */
export function isSalesforceHost(hostname: string): boolean {
  return parentOf(hostname) !== null
}

function parentOf(hostname: string): string | null {
  for (const parent of parents) {
    if (!hostname.endsWith(`.${parent}`)) continue
    const front = hostname.slice(0, -parent.length - 1)
    return shortName.test(front) && !front.startsWith('xn--') ? parent : null
  }
  return null
}

/**
 * Reads what a person typed or pasted: a short name, a host, or any address of their org's screens.
 * Rejects everything else with `Refused`, in words that say how to find the right one.
 */
export function parseDomain(typed: string): SalesforceDomain {
  const text = typed.trim()
  if (text === '')
    throw new Refused({ code: 'domain_empty', what: 'No Salesforce address was given.', how: findIt })
  const bare = text.toLowerCase()
  if (shortName.test(bare) && !bare.startsWith('xn--')) return named(shortHost(bare))
  const hostname = hostOf(text)
  const host = screenHost(hostname) ?? hostname
  if (isSalesforceHost(host)) return named(host)
  throw refusal(hostname)
}

/** `acme--uat` alone can only be a sandbox, and those live under `.sandbox` since 2023. */
function shortHost(bare: string): string {
  const sandbox = bare.includes('--') && !bare.includes('.')
  return `${bare}${sandbox ? '.sandbox' : ''}.my.salesforce.com`
}

function hostOf(text: string): string {
  // Checked before parsing: the address reader would quietly drop tabs, turn backslashes and fold other alphabets.
  if (!/^[\x21-\x7e]+$/.test(text) || text.includes('\\')) throw odd()
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`)
  if (url === null) throw odd()
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw odd()
  if (url.username !== '' || url.password !== '' || url.port !== '') throw odd()
  return url.hostname
}

function screenHost(hostname: string): string | null {
  for (const [suffix, parent, namespaced] of screens) {
    if (!hostname.endsWith(`.${suffix}`)) continue
    const front = hostname.slice(0, -suffix.length - 1)
    return `${namespaced ? withoutNamespace(front) : front}.${parent}`
  }
  return null
}

/** Visualforce hosts put `--namespace` behind the name: `acme--c`, `acme--uat--c.sandbox`. */
const withoutNamespace = (front: string): string => front.replace(/--[a-z0-9_]+(?=\.|$)/, '')

function named(host: string): SalesforceDomain {
  const parent = parentOf(host)
  if (parent === null) throw odd()
  const front = host.slice(0, -parent.length - 1)
  const [name = '', part = ''] = front.split('.')
  return {
    domain: shortHost(front) === host ? front : host,
    host,
    origin: `https://${host}`,
    kind: kindOf(name, part),
    sandboxName: name.includes('--') ? name.slice(name.indexOf('--') + 2) : null,
  }
}

function kindOf(name: string, part: string): SalesforceKind {
  if (part === 'sandbox' || /^cs\d/.test(part)) return 'sandbox'
  if (part === 'develop') return 'developer'
  if (part === 'scratch') return 'scratch'
  if (part === 'trailblaze') return 'trailhead'
  if (part !== '') return 'other'
  if (name.includes('--')) return 'sandbox'
  return name.endsWith('-dev-ed') ? 'developer' : 'production'
}

const findIt =
  'In Salesforce, open Setup and search for "My Domain". Copy the address shown there, such as acme.my.salesforce.com. Or copy the address bar of any Salesforce page.'

const odd = (): Refused =>
  new Refused({ code: 'domain_unreadable', what: 'This is not an address we can read.', how: findIt })

function refusal(hostname: string): Refused {
  if (/^(login|test)\.salesforce\.(com|mil)$/.test(hostname))
    return new Refused({
      code: 'domain_generic',
      what: `${hostname} is the sign-in page of all companies, not the address of your Salesforce.`,
      means: 'An app made in your own Salesforce works only at your own address.',
      how: findIt,
    })
  if (/^[a-z]+[0-9]+\.(salesforce|lightning\.force|visual\.force|content\.force)\.com$/.test(hostname))
    return new Refused({
      code: 'domain_instance',
      what: `${hostname} is the address of a Salesforce machine, shared by many companies.`,
      how: findIt,
    })
  if (/\.(my\.site\.com|force\.com)$/.test(hostname))
    return new Refused({
      code: 'domain_site',
      what: `${hostname} is a public site or a help page, not the address where your colleagues sign in.`,
      how: findIt,
    })
  return new Refused({
    code: 'domain_foreign',
    what: `${hostname} does not belong to Salesforce.`,
    means: 'Nothing was sent to it.',
    how: findIt,
  })
}

/**
 * The origin of an org as a token answer names it (`instance_url`), checked again every time.
 * Accepts an org host over https, or the loopback override. Rejects all else with `Refused`.
 */
export function checkInstanceUrl(instanceUrl: string, loopback: string | null = null): string {
  const url = URL.parse(instanceUrl)
  if (url !== null && loopback !== null && url.origin === loopback) return url.origin
  const good =
    url?.protocol === 'https:' && url.port === '' && url.username === '' && isSalesforceHost(url.hostname)
  if (url !== null && good) return url.origin
  throw new Refused({
    code: 'instance_foreign',
    what: 'Salesforce named an address for this org that does not belong to Salesforce.',
    means: 'We did not use it. Nothing was read and nothing changed.',
    who: 'A Crosswalk admin, together with a Salesforce admin.',
    how: 'Connect again with the My Domain address. If it happens again, ask Salesforce support what this address is.',
  })
}

/** Where a browser must be sent for `url`: itself, or the same path at the loopback override. */
export function reach(url: string, loopback: string | null): string {
  if (loopback === null) return url
  const real = new URL(url)
  return `${loopback}${real.pathname}${real.search}`
}
