import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../test/server.ts'
import type { Verb } from '../db/door.ts'
import { addApiKey } from '../people/contract.ts'
import { apiRoot } from './server/door.ts'

/** Who may do what, over everything the server answers. */

let server: TestServer
let member: string

beforeAll(async () => {
  server = await startTestServer()
  member = (await (await server.owner()).call(addApiKey, { name: 'Member', role: 'member' })).secret
})
afterAll(() => server.stop())

const ask = async (headers: Record<string, string>, only: (verb: Verb) => boolean): Promise<string[]> => {
  const asked = server.crosswalk.routes.filter(({ verb }) => only(verb))
  const answers = asked.map(async ({ endpoint: { method, path } }) => {
    const url = apiRoot + path.replaceAll(/:\w+/g, '00000000-0000-4000-8000-000000000000')
    const { statusCode } = await server.crosswalk.server.inject({ method, url, headers })
    return `${statusCode} ${method} ${path}`
  })
  return Promise.all(answers)
}

describe('roles', () => {
  test('without a session or a key, nothing opens', async () => {
    const answers = await ask({}, () => true)
    expect(answers.length).toBeGreaterThan(0)
    expect(answers.filter((line) => !line.startsWith('401'))).toEqual([])
  })

  test('a member is refused what members may not do, before the input is even looked at', async () => {
    const answers = await ask({ authorization: `Bearer ${member}` }, ({ roles }) => !roles.includes('member'))
    expect(answers.length).toBeGreaterThan(0)
    expect(answers.filter((line) => !line.startsWith('403'))).toEqual([])
  })

  test('who may do what is as it was agreed', async () => {
    const rows = server.crosswalk.routes
      .map(
        ({ verb, endpoint: { method, path } }) =>
          `| ${verb.name} | ${verb.roles.join(', ')} | ${verb.audit ?? '-'} | ${method} ${path} |`,
      )
      .toSorted()
    const head = ['| Verb | Roles | In the audit | Address |', '| --- | --- | --- | --- |']
    await expect([...head, ...rows, ''].join('\n')).toMatchFileSnapshot('verbs.golden.md')
  })

  test('whatever changes something leaves a line in the audit', () => {
    const silent = server.crosswalk.routes.filter(
      ({ verb, endpoint }) => endpoint.method !== 'GET' && verb.audit === null,
    )
    // These read what a POST carries, and change nothing.
    expect(silent.map(({ endpoint }) => endpoint.path).filter((path) => !path.endsWith('/preview'))).toEqual(
      [],
    )
  })
})
