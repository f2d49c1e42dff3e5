import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Customer } from './billing/tool.ts'
import { askToken, Caller, signIn } from './caller.ts'
import type { Tokens } from './caller.ts'
import { startSandbox } from './sandbox.ts'
import type { Sandbox, SandboxOptions } from './sandbox.ts'
import { accountKey } from './seed/customers.ts'
import { testClock } from '../../test/clock.ts'

const started: Sandbox[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map((sandbox) => sandbox.close()))
})

const start = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const sandbox = await startSandbox({ clock: testClock('2026-11-02T10:00:00Z'), ...options })
  started.push(sandbox)
  return sandbox
}

const everything = (sandbox: Sandbox): unknown => ({
  tables: sandbox.org.tables().map((table) => {
    const readers = table.schema.fields
      .filter((field) => !field.compound)
      .map((field) => table.reader(field.name))
    return Array.from({ length: table.size }, (_none, index) => readers.map((read) => read(index)))
  }),
  customers: customersOf(sandbox).map((customer, index) => [sandbox.billing.id(index), customer]),
})

const customersOf = (sandbox: Sandbox): Customer[] =>
  Array.from({ length: sandbox.billing.size }, (_none, index) => sandbox.billing.customer(index))

test('one seed makes one company, another seed another', async () => {
  const one = everything(await start({ seed: 7, customers: 50 }))
  expect(everything(await start({ seed: 7, customers: 50 }))).toEqual(one)
  expect(everything(await start({ seed: 8, customers: 50 }))).not.toEqual(one)
})

test('the order of reading does not matter', async () => {
  const forward = (await start()).org.table('Contact')
  const backward = (await start()).org.table('Contact')
  const names = Array.from({ length: forward.size }, (_none, index) => forward.read(index, 'Name'))
  const read = backward.reader('Name')
  for (let index = backward.size - 1; index >= 0; index--) expect(read(index)).toBe(names[index])
})

describe('the texture', () => {
  test('account ids come in every shape people leave them in', async () => {
    const sandbox = await start()
    const said = customersOf(sandbox).map((customer) => customer.metadata?.[accountKey])
    const count = (test: (value: string) => boolean) =>
      said.filter((value) => value !== undefined && test(value)).length
    expect(said.filter((value) => value === undefined)).toHaveLength(3)
    expect(count((value) => value.trim() === '')).toBe(3)
    expect(count((value) => value.includes('lightning.force.com'))).toBe(6)
    expect(count((value) => value.includes('my.salesforce.com/'))).toBe(3)
    expect(count((value) => /^001\w{12}$/.test(value))).toBe(21)
    expect(count((value) => value.startsWith('003'))).toBe(3)
    expect(count((value) => /^[\s\u00a0]+001/.test(value))).toBe(6)
    const plain = said.filter((value) => value !== undefined && /^001\w{15}$/.test(value))
    expect(plain.length - new Set(plain).size).toBeGreaterThan(0)
  })

  test('accounts are live, deleted, merged and merged again', async () => {
    const table = (await start()).org.table('Account')
    const indexes = Array.from({ length: table.size }, (_none, index) => index)
    const masterOf = (index: number) => table.read(index, 'MasterRecordId')
    const lost = indexes.filter((index) => masterOf(index) !== null)
    expect(lost).toHaveLength(6)
    expect(lost.every((index) => table.life(index) === 1)).toBe(true)
    const chained = lost.filter((index) => masterOf(table.find(String(masterOf(index)))) !== null)
    expect(chained).toHaveLength(3)
    expect(indexes.filter((index) => table.life(index) === 1)).toHaveLength(9)
  })

  test('contacts sit on accounts that stay, and some have no usable e-mail', async () => {
    const { org } = await start()
    const contacts = org.table('Contact')
    const accounts = org.table('Account')
    const emails: unknown[] = []
    for (let index = 0; index < contacts.size; index++) {
      const account = contacts.read(index, 'AccountId')
      if (account !== null) expect(accounts.read(accounts.find(String(account)), 'MasterRecordId')).toBeNull()
      emails.push(contacts.read(index, 'Email'))
    }
    expect(emails).toContain(null)
    expect(emails.some((email) => typeof email === 'string' && email.startsWith('\u00a0'))).toBe(true)
    expect(emails.some((email) => typeof email === 'string' && !email.includes('.'))).toBe(true)
    expect(new Set(emails).size).toBeLessThan(emails.length)
  })

  test('a hundred thousand rows share stamps and ids that differ by case', async () => {
    const { org } = await start({ customers: 20_000, contactsPerAccount: 5 })
    const contacts = org.table('Contact')
    expect(contacts.size).toBe(24_000 * 5 + 7)
    const stamps = new Set(Array.from({ length: 1000 }, (_none, index) => contacts.stamp(index)))
    expect(stamps.size).toBeLessThan(300)
  })
})

describe('control over HTTP', () => {
  test('changes what the API shows', async () => {
    const sandbox = await start({ customers: 3 })
    const caller = new Caller(sandbox, (await signIn(sandbox)).access_token)
    const insert = await caller.control('insert', { object: 'Account', fields: { Name: 'New Co' } })
    const { answer: id } = insert.json<{ answer: string }>()
    const found = await caller.control('find', { object: 'Account', field: 'Name', value: 'New Co' })
    expect(found.json()).toEqual({ answer: [id] })
    const users = (await caller.control('find', { object: 'User', field: 'Alias', value: 'noorhadd' })).json<{
      answer: string[]
    }>()
    await caller.control('setOwner', { accountId: id, userId: users.answer[0] })
    await caller.control('renameUser', { id: users.answer[0], firstName: 'Nour', lastName: 'Haddad' })
    const heard = await caller.query(`SELECT Owner.Name FROM Account WHERE Id = '${id}'`)
    expect(heard.text).toContain('"Name":"Nour Haddad"')
    await caller.control('expireSessions')
    expect((await caller.get('/sobjects')).status).toBe(401)
  })

  test('knows what its page lists, and lists what it knows', async () => {
    const caller = new Caller(await start({ customers: 1 }), '')
    const { error } = (await caller.control('explode')).json<{ error: string }>()
    const page = await readFile(new URL('README.md', import.meta.url), 'utf8')
    for (const command of error.replace(/^.*known: /, '').split(', '))
      expect(page).toContain(`\`${command}\``)
  })

  test('refuses what it does not know', async () => {
    const caller = new Caller(await start({ customers: 1 }), '')
    expect((await caller.control('explode')).text).toContain('no command explode')
    expect((await caller.control('constructor')).status).toBe(400)
    expect((await caller.control('update', { object: 'Account', id: 'x', fields: {} })).status).toBe(400)
    expect((await caller.control('insert', { object: 'Account', fields: { Nope: 1 } })).text).toContain(
      'no field Nope',
    )
  })
})

test('approvals outlive a restart when there is a file for them', async () => {
  const grantsFile = join(await mkdtemp(join(tmpdir(), 'sandbox-')), 'grants.json')
  const before = await start({ customers: 1, grantsFile })
  const tokens = await signIn(before)
  await before.close()
  const after = await start({ customers: 1, grantsFile })
  expect((await new Caller(after, tokens.access_token).get('/sobjects')).status).toBe(401)
  const refresh = (token: string | undefined) =>
    askToken(after, { grant_type: 'refresh_token', refresh_token: token ?? '' })
  const fresh = (await refresh(tokens.refresh_token)).json<Tokens>()
  expect(fresh.refresh_token).not.toBe(tokens.refresh_token)
  expect((await new Caller(after, fresh.access_token).get('/sobjects')).status).toBe(200)
  await refresh(tokens.refresh_token)
  expect((await refresh(fresh.refresh_token)).status).toBe(400)
})

test('a second org has the same records, another id, and tokens of its own', async () => {
  const sandbox = await start({ customers: 3, secondOrg: true })
  const second = { salesforceOrigin: sandbox.second?.origin ?? '' }
  expect(sandbox.second?.id).not.toBe(sandbox.org.id)
  const mine = await signIn(sandbox)
  const theirs = await signIn(second)
  expect(theirs.id).toMatch(new RegExp(`^https://test.salesforce.com/id/${sandbox.second?.id}/`))
  expect((await new Caller(second, mine.access_token).get('/limits')).status).toBe(401)
  const form = { grant_type: 'refresh_token', refresh_token: mine.refresh_token ?? '' }
  expect((await askToken(second, form)).status).toBe(400)
  const soql = 'SELECT Id FROM Account ORDER BY Id'
  const ids = async (caller: Caller) => (await caller.query(soql)).text
  expect(await ids(new Caller(second, theirs.access_token))).toBe(
    await ids(new Caller(sandbox, mine.access_token)),
  )
  await new Caller(second, '').control('expireSessions')
  expect((await new Caller(sandbox, mine.access_token).get('/limits')).status).toBe(200)
})

test('another org may come to answer at the same address', async () => {
  const sandbox = await start({ customers: 1 })
  const before = sandbox.org.id
  const tokens = await signIn(sandbox)
  await new Caller(sandbox, '').control('becomeAnotherOrg', { number: 7 })
  const form = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' }
  const fresh = (await askToken(sandbox, form)).json<Tokens>()
  expect(fresh.id).not.toContain(before)
  const userinfo = await new Caller(sandbox, fresh.access_token).get('/services/oauth2/userinfo')
  expect(userinfo.json()).toMatchObject({ organization_id: sandbox.org.id })
})

test('a taken port is an error, and nothing stays open', async () => {
  const first = await start({ customers: 1 })
  const stripePort = Number(new URL(first.stripeOrigin).port)
  await expect(startSandbox({ customers: 1, stripePort })).rejects.toThrow('EADDRINUSE')
})
