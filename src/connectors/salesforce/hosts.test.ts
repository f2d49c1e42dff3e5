import { describe, expect, it } from 'vitest'
import { Refused } from '../../base/errors.ts'
import { loopbackOnly } from '../http.ts'
import { checkInstanceUrl, isSalesforceHost, parseDomain, reach } from './hosts.ts'

describe('what people paste', () => {
  it.each([
    ['acme', 'acme.my.salesforce.com', 'production'],
    ['  ACME \n', 'acme.my.salesforce.com', 'production'],
    ['acme--uat', 'acme--uat.sandbox.my.salesforce.com', 'sandbox'],
    ['acme--uat.sandbox', 'acme--uat.sandbox.my.salesforce.com', 'sandbox'],
    ['acme-dev-ed.develop', 'acme-dev-ed.develop.my.salesforce.com', 'developer'],
    ['acme-dev-ed', 'acme-dev-ed.my.salesforce.com', 'developer'],
    ['acme.my.salesforce.com', 'acme.my.salesforce.com', 'production'],
    ['https://acme.my.salesforce.com/', 'acme.my.salesforce.com', 'production'],
    ['http://acme.my.salesforce.com/001?x=1#y', 'acme.my.salesforce.com', 'production'],
    ['https://Acme.lightning.force.com/lightning/r/Account/001/view', 'acme.my.salesforce.com', 'production'],
    ['acme--uat.sandbox.lightning.force.com', 'acme--uat.sandbox.my.salesforce.com', 'sandbox'],
    [
      'https://acme.my.salesforce-setup.com/lightning/setup/SetupOneHome/home',
      'acme.my.salesforce.com',
      'production',
    ],
    ['acme--uat.sandbox.my.salesforce-setup.com', 'acme--uat.sandbox.my.salesforce.com', 'sandbox'],
    ['https://acme--c.vf.force.com/apex/page', 'acme.my.salesforce.com', 'production'],
    ['acme--uat--c.sandbox.vf.force.com', 'acme--uat.sandbox.my.salesforce.com', 'sandbox'],
    ['acme--c.visualforce.com', 'acme.my.salesforce.com', 'production'],
    ['acme--uat.my.salesforce.com', 'acme--uat.my.salesforce.com', 'sandbox'],
    ['acme--uat.cs12.my.salesforce.com', 'acme--uat.cs12.my.salesforce.com', 'sandbox'],
    ['river-bank.scratch.my.salesforce.com', 'river-bank.scratch.my.salesforce.com', 'scratch'],
    ['curious-otter.trailblaze.my.salesforce.com', 'curious-otter.trailblaze.my.salesforce.com', 'trailhead'],
    ['acme.demo.my.salesforce.com', 'acme.demo.my.salesforce.com', 'other'],
    ['unit.my.salesforce.mil', 'unit.my.salesforce.mil', 'production'],
    ['unit.lightning.crmforce.mil', 'unit.my.salesforce.mil', 'production'],
    ['acme.lightning.sfcrmapps.cn', 'acme.my.sfcrmproducts.cn', 'production'],
    ['https://acme.my.salesforce.com:443', 'acme.my.salesforce.com', 'production'],
  ])('%s', (typed, host, kind) => {
    const read = parseDomain(typed)
    expect(read).toMatchObject({ host, kind, origin: `https://${host}` })
    expect(parseDomain(read.domain)).toEqual(read)
  })

  it.each([
    ['login.salesforce.com', 'domain_generic'],
    ['https://test.salesforce.com/', 'domain_generic'],
    ['na139.salesforce.com', 'domain_instance'],
    ['acme.my.site.com', 'domain_site'],
    ['evil.com', 'domain_foreign'],
    ['acme.my.salesforce.com.evil.com', 'domain_foreign'],
    ['evilmy.salesforce.com', 'domain_foreign'],
    ['my.salesforce.com', 'domain_foreign'],
    ['acme.evil.my.salesforce.com', 'domain_foreign'],
    ['a.b.sandbox.my.salesforce.com', 'domain_foreign'],
    ['acme.lightning.force.com.evil.com', 'domain_foreign'],
    ['x.y.lightning.force.com', 'domain_site'],
    ['https://acme.my.salesforce.com@evil.com/', 'domain_unreadable'],
    ['https://evil.com\\.my.salesforce.com', 'domain_unreadable'],
    ['https://evil.com#.my.salesforce.com', 'domain_foreign'],
    ['https://evil.com?.my.salesforce.com', 'domain_foreign'],
    ['evil.com/.my.salesforce.com', 'domain_foreign'],
    ['acme.my.salesforce.com:8443', 'domain_unreadable'],
    ['user:secret@acme.my.salesforce.com', 'domain_unreadable'],
    ['аcme.my.salesforce.com', 'domain_unreadable'],
    ['acme。my。salesforce。com', 'domain_unreadable'],
    ['xn--cme-8cd.my.salesforce.com', 'domain_foreign'],
    ['xn--cme-8cd', 'domain_foreign'],
    ['ac me', 'domain_unreadable'],
    ['ac\tme.my.salesforce.com', 'domain_unreadable'],
    ['127.0.0.1', 'domain_foreign'],
    ['http://[::1]/', 'domain_foreign'],
    ['localhost:4400', 'domain_unreadable'],
    ['ftp://acme.my.salesforce.com', 'domain_unreadable'],
    ['javascript:alert(1)', 'domain_unreadable'],
    ['-acme.my.salesforce.com', 'domain_foreign'],
    ['', 'domain_empty'],
  ])('refuses %s', (typed, code) => {
    let thrown: unknown
    try {
      parseDomain(typed)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(Refused)
    const { explanation } = thrown as Refused
    expect(explanation.code).toBe(code)
    expect(explanation.how).toContain('My Domain')
    expect(JSON.stringify(explanation)).not.toContain('secret')
  })
})

describe('hosts that answers name', () => {
  it.each(['https://acme.my.salesforce.com', 'https://acme--uat.sandbox.my.salesforce.com/'])(
    'accepts %s',
    (url) => {
      expect(checkInstanceUrl(url)).toBe(new URL(url).origin)
    },
  )

  it.each([
    'http://acme.my.salesforce.com',
    'https://acme.my.salesforce.com:444',
    'https://me@acme.my.salesforce.com',
    'https://acme.my.salesforce.com.evil.com',
    'https://login.salesforce.com',
    'http://127.0.0.1:4500',
    'nonsense',
  ])('refuses %s', (url) => {
    expect(() => checkInstanceUrl(url)).toThrow(Refused)
  })

  it('knows the override', () => {
    const loopback = loopbackOnly('http://127.0.0.1:4500/')
    expect(checkInstanceUrl('http://127.0.0.1:4500', loopback)).toBe(loopback)
    expect(() => checkInstanceUrl('http://127.0.0.1:4501', loopback)).toThrow(Refused)
    expect(reach('https://acme.my.salesforce.com/a?b=c', loopback)).toBe('http://127.0.0.1:4500/a?b=c')
    expect(reach('https://acme.my.salesforce.com/a', null)).toBe('https://acme.my.salesforce.com/a')
  })

  it.each([
    'http://10.0.0.1:80',
    'https://evil.com',
    'http://127.0.0.1.evil.com',
    'ftp://localhost',
    'x',
    'http://localhost/path',
  ])('takes no override to %s', (origin) => {
    expect(() => loopbackOnly(origin)).toThrow('not a loopback origin')
  })

  it('is exact about trailing dots', () => {
    expect(isSalesforceHost('acme.my.salesforce.com.')).toBe(false)
  })
})
