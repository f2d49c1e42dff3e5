import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../test/client.ts'
import { testClock } from '../../test/clock.ts'
import { owner, startTestServer, type TestServer } from '../../test/server.ts'
import { listAudit } from '../audit/contract.ts'
import * as contract from './contract.ts'

const clock = testClock()
let server: TestServer
let noor: Client

beforeAll(async () => {
  server = await startTestServer({ clock })
  noor = await server.owner()
})
afterAll(() => server.stop())

const password = 'correct horse battery'
const refusal = (code: string, status?: number) =>
  expect.objectContaining({ error: expect.objectContaining({ code }), ...(status && { status }) })

/** Adds somebody and takes their invitation. */
const join = async (email: string, role: 'admin' | 'member'): Promise<{ id: string; client: Client }> => {
  const { user, invitation } = await noor.call(contract.addUser, {
    email,
    name: email.split('@')[0] ?? '',
    role,
    invite: true,
  })
  const client = server.client()
  const token = invitation?.link.split('/').at(-1) ?? ''
  await client.call(contract.acceptInvitation, { token, name: user.name, password })
  return { id: user.id, client }
}

describe('the first start', () => {
  test('of many who try at once, one becomes owner, and nobody after', async () => {
    const fresh = await startTestServer()
    const clients = Array.from({ length: 5 }, () => fresh.client())
    expect((await fresh.client().call(contract.getSession, {})).state).toBe('first_start')
    const all = await Promise.allSettled(
      clients.map((client, index) =>
        client.call(contract.setUp, { ...owner, email: `first${index}@lantern.example` }),
      ),
    )
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(fresh.client().call(contract.setUp, owner)).rejects.toEqual(refusal('setup_done', 409))
    const rows = await fresh.database.db.selectFrom('users').select('id').execute()
    expect(rows).toHaveLength(1)
    await fresh.stop()
  })

  test('a short password is refused with a sentence at its field', async () => {
    const failed = server.client().call(contract.setUp, { ...owner, password: 'short' })
    await expect(failed).rejects.toMatchObject({
      status: 400,
      error: { code: 'bad_input', fields: [{ path: 'password', what: 'Use at least 10 characters.' }] },
    })
  })
})

describe('signing in', () => {
  test('the e-mail counts whatever its case, and the session says who it is', async () => {
    const client = server.client()
    const session = await client.call(contract.signIn, {
      email: owner.email.toUpperCase(),
      password: owner.password,
    })
    expect(session).toMatchObject({
      state: 'signed_in',
      user: { name: owner.name, email: owner.email, role: 'owner' },
      workspace: { name: owner.workspaceName },
    })
  })

  test('wrong password, unknown e-mail and a user who was never let in look the same', async () => {
    await noor.call(contract.addUser, {
      email: 'created@lantern.example',
      name: 'C',
      role: 'member',
      invite: false,
    })
    for (const email of [owner.email, 'nobody@lantern.example', 'created@lantern.example']) {
      const failed = server.client().call(contract.signIn, { email, password: 'not this one' })
      await expect(failed).rejects.toEqual(refusal('wrong_credentials', 401))
    }
  })

  test('gives a new token each time, ends the old session, and keeps only a hash', async () => {
    const client = server.client()
    await client.call(contract.signIn, owner)
    const before = client.cookies.get('crosswalk') ?? ''
    await client.call(contract.signIn, owner)
    const after = client.cookies.get('crosswalk') ?? ''
    expect(after).not.toBe(before)
    client.cookies.set('crosswalk', before)
    expect((await client.call(contract.getSession, {})).state).toBe('signed_out')
    const kept = await server.database.db.selectFrom('sessions').select('token_hash').execute()
    expect(kept.map((row) => row.token_hash)).not.toContain(after)
  })

  test('the cookie cannot be read by scripts nor sent from other sites', async () => {
    const response = await server.client().fetch('/api/v1/sign-in', {
      method: 'POST',
      body: JSON.stringify({ email: owner.email, password: owner.password }),
      headers: { 'content-type': 'application/json' },
    })
    expect(response.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Lax$/)
  })

  test('a session lasts thirty days from its last use', async () => {
    const client = server.client()
    await client.call(contract.signIn, owner)
    for (const _ of [1, 2, 3]) {
      clock.move({ days: 29 })
      expect((await client.call(contract.getSession, {})).state).toBe('signed_in')
    }
    clock.move({ days: 31 })
    expect((await client.call(contract.getSession, {})).state).toBe('signed_out')
    await noor.call(contract.signIn, owner)
  })

  test('signing out ends the session on the server', async () => {
    const client = server.client()
    await client.call(contract.signIn, owner)
    const token = client.cookies.get('crosswalk') ?? ''
    await client.call(contract.signOut, {})
    expect(client.cookies.has('crosswalk')).toBe(false)
    client.cookies.set('crosswalk', token)
    await expect(client.call(contract.listUsers, {})).rejects.toEqual(refusal('sign_in_first', 401))
  })

  test('a new password ends every other session', async () => {
    const { client } = await join('sam@lantern.example', 'member')
    const elsewhere = server.client()
    await elsewhere.call(contract.signIn, { email: 'sam@lantern.example', password })
    const wrong = client.call(contract.changePassword, { current: 'no', password: 'another long one' })
    await expect(wrong).rejects.toEqual(refusal('wrong_password'))
    await client.call(contract.changePassword, { current: password, password: 'another long one' })
    expect((await client.call(contract.getSession, {})).state).toBe('signed_in')
    expect((await elsewhere.call(contract.getSession, {})).state).toBe('signed_out')
    await elsewhere.call(contract.signIn, { email: 'sam@lantern.example', password: 'another long one' })
  })
})

describe('invitations', () => {
  test('a link works once, and a newer link replaces it', async () => {
    const wanted = { email: 'ines@lantern.example', name: 'Ines', role: 'member', invite: true } as const
    const { user, invitation } = await noor.call(contract.addUser, wanted)
    expect(user.status).toBe('invited')
    const first = invitation?.link.split('/').at(-1) ?? ''
    const again = await noor.call(contract.inviteUser, { id: user.id })
    const token = again.link.split('/').at(-1) ?? ''
    const client = server.client()
    await expect(client.call(contract.getInvitation, { token: first })).rejects.toEqual(
      refusal('invitation_gone', 404),
    )
    expect(await client.call(contract.getInvitation, { token })).toEqual({
      name: 'Ines',
      email: 'ines@lantern.example',
      workspace: owner.workspaceName,
    })
    const taken = await Promise.allSettled(
      [1, 2].map(() => server.client().call(contract.acceptInvitation, { token, name: 'Ines', password })),
    )
    expect(taken.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  test('a new link lets somebody who forgot their password back in, and ends what was open', async () => {
    const { id, client } = await join('forgot@lantern.example', 'member')
    const { link } = await noor.call(contract.inviteUser, { id })
    expect((await client.call(contract.getSession, {})).state).toBe('signed_in')
    const token = link.split('/').at(-1) ?? ''
    await server
      .client()
      .call(contract.acceptInvitation, { token, name: 'Forgot', password: 'a brand new one' })
    expect((await client.call(contract.getSession, {})).state).toBe('signed_out')
    await client.call(contract.signIn, { email: 'forgot@lantern.example', password: 'a brand new one' })
  })

  test('an admin cannot make a link to an owner’s account', async () => {
    const { client } = await join('sly@lantern.example', 'admin')
    const me = (await noor.call(contract.getSession, {})).user?.id ?? ''
    await expect(client.call(contract.inviteUser, { id: me })).rejects.toEqual(refusal('not_allowed', 403))
  })

  test('a link is good for seven days', async () => {
    const wanted = { email: 'late@lantern.example', name: 'Late', role: 'member', invite: true } as const
    const { invitation } = await noor.call(contract.addUser, wanted)
    clock.move({ days: 7, minutes: 1 })
    const token = invitation?.link.split('/').at(-1) ?? ''
    const failed = server.client().call(contract.acceptInvitation, { token, name: 'Late', password })
    await expect(failed).rejects.toEqual(refusal('invitation_gone'))
  })

  test('a sandbox address, an inactive owner and a frozen one are never invited', async () => {
    const [{ id: workspace_id } = { id: '' }] = await server.database.db
      .selectFrom('workspaces')
      .select('id')
      .execute()
    const made = await server.database.db
      .insertInto('users')
      .values([
        { workspace_id, name: 'Sandy', email: 'sandy@acme.example.invalid', source: 'salesforce' },
        { workspace_id, name: 'Old Sandy', email: 'sandy=acme.example@example.com', source: 'salesforce' },
        { workspace_id, name: 'Gone', email: 'gone@acme.example', source: 'salesforce', inactive: true },
        { workspace_id, name: 'Icy', email: 'icy@acme.example', source: 'salesforce', frozen: true },
        { workspace_id, name: 'Mute', email: null, source: 'salesforce' },
      ])
      .returning(['id', 'name'])
      .execute()
    const codes = await Promise.all(
      made.map(({ id }) =>
        noor
          .call(contract.inviteUser, { id })
          .then(String, (refused: { error: { code: string } }) => refused.error.code),
      ),
    )
    expect(codes).toEqual(['no_email', 'no_email', 'inactive_owner', 'frozen_owner', 'no_email'])
  })
})

describe('roles', () => {
  test('the last owner stays; with a second one, either may go', async () => {
    const { id } = await join('olga@lantern.example', 'admin')
    const me = (await noor.call(contract.getSession, {})).user?.id ?? ''
    await expect(noor.call(contract.removeUser, { id: me })).rejects.toEqual(refusal('last_owner', 409))
    await expect(noor.call(contract.changeUser, { id: me, role: 'member' })).rejects.toEqual(
      refusal('last_owner'),
    )
    await noor.call(contract.changeUser, { id, role: 'owner' })
    const olga = server.client()
    await olga.call(contract.signIn, { email: 'olga@lantern.example', password })
    const both = await Promise.allSettled([
      noor.call(contract.changeUser, { id: me, role: 'admin' }),
      olga.call(contract.changeUser, { id, role: 'admin' }),
    ])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const owners = await server.database.db
      .selectFrom('users')
      .select('id')
      .where('role', '=', 'owner')
      .execute()
    expect(owners).toHaveLength(1)
    if (owners[0]?.id === id) await olga.call(contract.changeUser, { id: me, role: 'owner' })
  })

  test('an admin cannot make or unmake owners, a member cannot touch the team', async () => {
    const admin = await join('ada@lantern.example', 'admin')
    const member = await join('max@lantern.example', 'member')
    const me = (await noor.call(contract.getSession, {})).user?.id ?? ''
    const tries = [
      admin.client.call(contract.changeUser, { id: me, role: 'member' }),
      admin.client.call(contract.changeUser, { id: admin.id, role: 'owner' }),
      admin.client.call(contract.removeUser, { id: me }),
      member.client.call(contract.removeUser, { id: admin.id }),
      member.client.call(contract.addApiKey, { name: 'x', role: 'admin' }),
    ]
    for (const tried of await Promise.allSettled(tries)) {
      expect(tried).toMatchObject({ status: 'rejected', reason: { status: 403 } })
    }
  })

  test('a removed user is out at once and may be added again', async () => {
    const { id, client } = await join('rae@lantern.example', 'member')
    await noor.call(contract.removeUser, { id })
    expect((await client.call(contract.getSession, {})).state).toBe('signed_out')
    await expect(client.call(contract.signIn, { email: 'rae@lantern.example', password })).rejects.toEqual(
      refusal('wrong_credentials'),
    )
    await join('rae@lantern.example', 'member')
    const { users } = await noor.call(contract.listUsers, {})
    expect(users.filter(({ email }) => email === 'rae@lantern.example')).toHaveLength(1)
  })

  test('nobody is in the team twice', async () => {
    const wanted = { email: owner.email.toUpperCase(), name: 'Twice', role: 'member', invite: false } as const
    await expect(noor.call(contract.addUser, wanted)).rejects.toEqual(refusal('user_exists', 409))
  })
})

describe('API keys', () => {
  test('a key is shown once, acts in its role, is recorded, and ends when removed', async () => {
    const { key, secret } = await noor.call(contract.addApiKey, { name: 'Nightly export', role: 'member' })
    expect(secret).toMatch(/^cwk_[\w-]{43}$/)
    expect(key).toMatchObject({ hint: secret.slice(0, 8), lastUsedAt: null, createdBy: owner.name })
    const program = server.client()
    program.apiKey = secret
    expect((await program.call(contract.listUsers, {})).users.length).toBeGreaterThan(0)
    await expect(program.call(contract.listApiKeys, {})).rejects.toEqual(refusal('not_allowed', 403))
    const { keys } = await noor.call(contract.listApiKeys, {})
    expect(keys.find(({ id }) => id === key.id)?.lastUsedAt).toBe(clock.now().toISOString())
    expect(JSON.stringify(keys)).not.toContain(secret)
    await noor.call(contract.removeApiKey, { id: key.id })
    await expect(program.call(contract.listUsers, {})).rejects.toEqual(refusal('sign_in_first', 401))
  })

  test('a wrong key is refused even beside a good cookie', async () => {
    const response = await noor.fetch('/api/v1/users', { headers: { authorization: 'Bearer cwk_wrong' } })
    expect(response.status).toBe(401)
  })

  test('a program cannot change a password', async () => {
    const { secret } = await noor.call(contract.addApiKey, { name: 'Admin', role: 'admin' })
    const program = server.client()
    program.apiKey = secret
    const failed = program.call(contract.changePassword, {
      current: owner.password,
      password: 'another long one',
    })
    await expect(failed).rejects.toEqual(refusal('browser_only', 403))
  })
})

test('every change leaves a line that names who, what and whom, and no secret', async () => {
  await noor.call(contract.addUser, {
    email: 'line@lantern.example',
    name: 'Line',
    role: 'admin',
    invite: true,
  })
  const { lines } = await noor.call(listAudit, { limit: 500 })
  expect(lines[0]).toMatchObject({
    by: owner.name,
    via: 'browser',
    verb: 'users.add',
    sentence: 'added a user',
    subject: 'Line <line@lantern.example>',
    detail: { role: 'admin', invited: true },
  })
  expect(new Set(lines.map(({ verb }) => verb))).toContain('workspace.set_up')
  for (const secret of [owner.password, password, 'cwk_']) expect(JSON.stringify(lines)).not.toContain(secret)
})
