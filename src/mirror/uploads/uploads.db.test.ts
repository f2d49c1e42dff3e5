import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../../test/client.ts'
import { untilEnded, untilIdle } from '../../../test/flow.ts'
import { startTestServer, type TestServer } from '../../../test/server.ts'
import { disconnectBilling, getBilling } from '../../connections/contract.ts'
import { listContacts, listCustomers, listCustomFields } from '../../customers/contract.ts'
import { addApiKey } from '../../people/contract.ts'
import * as contract from '../contract.ts'

// CSV files through the door: taken in, looked at, taken over, and then at the customers.

let server: TestServer
let client: Client
beforeAll(async () => {
  server = await startTestServer({ jobs: true, logLevel: 'error' })
  client = await server.owner()
})
afterAll(() => server.stop())
afterEach(async () => {
  await untilIdle(client)
  await sql`truncate csv_uploads, connections, mirror_reads, mirror_customers, mirror_customer_contacts, customers,
    runs, sync_settings cascade`.execute(server.database.db)
})

type Kind = 'customers' | 'contacts'
type File = string | Uint8Array<ArrayBuffer>

const upload = (kind: Kind, file: File) =>
  client.call(contract.uploadCsv, { kind, name: `${kind}.csv` }, file)

/** Uploads, previews with the proposed mapping, applies, and waits for the run. */
const takeOver = async (kind: Kind, file: File) => {
  const { id, mapping } = await upload(kind, file)
  const preview = await client.call(contract.previewCsv, { id, mapping })
  const applied = await client.call(contract.applyCsv, { id, mapping })
  return { id, preview, applied, run: await untilEnded(client, applied.runId) }
}

/** What stands at the customers: `customer: e-mail`. */
const people = async () =>
  (await client.call(listContacts, {})).contacts
    .map(({ customer, email }) => `${customer.name}: ${email}`)
    .toSorted()
const names = async () => (await client.call(listCustomers, {})).customers.map(({ name }) => name).toSorted()
const count = async (table: string) =>
  (await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(server.database.db))
    .rows[0]?.n

const three =
  'Customer ID,Name,E-mail,Segment\nC1,Acme,ap@acme.com,mid\nC2,Bêta,,mid\nC3,Gamma,ap@gamma.com,\n'
const three2 = three.replace('Gamma', 'Gamma II').replace(/^C2.*\n/m, '') + 'C4,Delta,,\n'

describe('a file', () => {
  test('is described with a proposal, its first rows and what can be mapped', async () => {
    const taken = await upload('customers', `\ufeff${three}`)
    expect(taken).toMatchObject({
      kind: 'customers',
      name: 'customers.csv',
      encoding: 'utf-8',
      delimiter: ',',
      columns: ['Customer ID', 'Name', 'E-mail', 'Segment'],
      rows: 3,
      mapping: { externalId: 'Customer ID', name: 'Name', email: 'E-mail', phone: null },
      appliedAt: null,
    })
    expect(taken.sample[1]).toEqual(['C2', 'Bêta', '', 'mid'])
    expect(taken.targets.filter(({ required }) => required).map(({ target }) => target)).toEqual([
      'externalId',
    ])
  })

  test.each([
    ['UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le', ','],
    [
      'Windows-1252 and semicolons',
      (text: string) => Buffer.from(text.replaceAll(',', ';'), 'latin1'),
      'windows-1252',
      ';',
    ],
    [
      'tabs and Windows lines',
      (text: string) => Buffer.from(text.replaceAll(',', '\t').replaceAll('\n', '\r\n')),
      'utf-8',
      '\t',
    ],
  ])('in %s holds the same customers', async (_name, encode, encoding, delimiter) => {
    expect(await upload('customers', encode(three))).toMatchObject({ encoding, delimiter, rows: 3 })
    const { preview } = await takeOver('customers', encode(three))
    expect(preview).toMatchObject({ good: 3, bad: 0, added: 3 })
    expect(await names()).toEqual(['Acme', 'Bêta', 'Gamma'])
  })

  test('with a delimiter nobody uses is one column, and says which column is lacking', async () => {
    const { id, columns, mapping } = await upload(
      'customers',
      three.replaceAll(',', '^').replaceAll('@', ' '),
    )
    expect(columns).toHaveLength(1)
    await expect(client.call(contract.previewCsv, { id, mapping })).rejects.toThrow(
      /csv_target_missing.*external id/,
    )
  })

  test.each([
    ['an Excel file', Buffer.from([0x50, 0x4b, 3, 4, ...Buffer.alloc(600_000)]), /csv_is_excel/],
    ['no text', Buffer.concat([Buffer.from(three), Buffer.alloc(400_000)]), /csv_not_text/],
    ['nothing', '', /csv_empty/],
    ['a header alone', 'Customer ID,Name\n', /csv_no_rows/],
    ['no header', 'C1,a@b.com\n', /csv_no_header/],
    [
      'a quotation mark that never closes',
      `${three}C9,"Open\n${'C5,More,,\n'.repeat(9_000)}`,
      /csv_broken_off: Line 5/,
    ],
  ])('of %s is refused with a sentence, and earlier data stays', async (_name, file, sentence) => {
    await takeOver('customers', three)
    await expect(upload('customers', file)).rejects.toThrow(sentence)
    expect([await count('csv_uploads'), await count('csv_upload_rows')]).toEqual([1, 3])
    expect(await names()).toEqual(['Acme', 'Bêta', 'Gamma'])
  })

  test('that nobody applied is removed after a week, by the next one', async () => {
    const old = await upload('customers', three)
    await takeOver('customers', three)
    await sql`update csv_uploads set uploaded_at = now() - interval '8 days'`.execute(server.database.db)
    await upload('customers', three)
    const left = (await client.call(contract.listUploads, {})).uploads
    expect(left.map(({ id }) => id)).not.toContain(old.id)
    expect(left.map(({ appliedAt }) => appliedAt !== null)).toEqual([false, true])
  })

  test('of another workspace is gone', async () => {
    const { id, mapping } = await upload('customers', three)
    await sql`update csv_uploads set workspace_id = gen_random_uuid()`.execute(server.database.db)
    for (const call of [
      () => client.call(contract.previewCsv, { id, mapping }),
      () => client.call(contract.applyCsv, { id, mapping }),
      () => client.call(contract.downloadCsvProblems, { id }),
    ]) {
      await expect(call()).rejects.toThrow(/^404 upload_unknown/)
    }
    expect((await client.call(contract.listUploads, {})).uploads).toEqual([])
  })

  test('is not for members to upload', async () => {
    const member = server.client()
    member.apiKey = (await client.call(addApiKey, { name: 'Member', role: 'member' })).secret
    await expect(member.call(contract.uploadCsv, { kind: 'customers', name: 'x' }, three)).rejects.toThrow(
      /^403/,
    )
  })
})

describe('a preview', () => {
  test('changes nothing, and applying does what it said', async () => {
    const first = await takeOver('customers', three)
    expect(first.preview).toMatchObject({ good: 3, added: 3, changed: 0, unchanged: 0, removed: 0 })
    expect(first.preview.customFields).toEqual(['Segment'])
    expect(first.preview.rows[0]).toMatchObject({ externalId: 'C1', name: 'Acme', email: 'ap@acme.com' })

    const { id, mapping } = await upload('customers', three2)
    const preview = await client.call(contract.previewCsv, { id, mapping })
    expect(preview).toMatchObject({ good: 3, bad: 0, added: 1, changed: 1, unchanged: 1, removed: 1 })
    expect(await client.call(contract.previewCsv, { id, mapping })).toEqual(preview)
    expect(await names()).toEqual(['Acme', 'Bêta', 'Gamma'])

    const applied = await client.call(contract.applyCsv, { id, mapping })
    const { counts } = await untilEnded(client, applied.runId)
    expect(counts?.customers).toEqual({
      created: preview.added,
      changed: preview.changed,
      removed: preview.removed,
    })
    expect(await names()).toEqual(['Acme', 'Delta', 'Gamma II'])
    const again = await upload('customers', three2)
    expect(await client.call(contract.previewCsv, { id: again.id, mapping })).toMatchObject({
      added: 0,
      unchanged: 3,
      removed: 0,
    })
  })

  test('counts a customer whose only its main contact changed', async () => {
    await takeOver('customers', three)
    const { preview, run } = await takeOver('customers', three.replace('ap@acme', 'billing@acme'))
    expect(preview).toMatchObject({ changed: 1, unchanged: 2 })
    expect(run.counts?.contacts.changed).toBe(1)
    expect(await people()).toContain('Acme: billing@acme.com')
  })

  test.each([
    [{ externalId: 'Nope' }, /csv_unknown_column/],
    [{ externalId: 'Customer ID', shoeSize: 'Name' }, /csv_unknown_target/],
    [{ externalId: null }, /csv_target_missing/],
  ])('refuses the mapping %j with a sentence', async (mapping, sentence) => {
    const { id } = await upload('customers', three)
    await expect(client.call(contract.previewCsv, { id, mapping })).rejects.toThrow(sentence)
  })

  test('proposes for the next file what was chosen for this one', async () => {
    const { id, mapping } = await upload('customers', three)
    await client.call(contract.applyCsv, { id, mapping: { ...mapping, name: 'Segment', email: null } })
    expect((await upload('customers', three2)).mapping).toMatchObject({ name: 'Segment', email: null })
    expect((await upload('customers', 'Customer ID,Name\nC1,Acme\n')).mapping).toMatchObject({ name: 'Name' })
  })
})

describe('rows that cannot be used', () => {
  const file =
    'Customer ID,Name,E-mail\nC1,Acme,ap@acme.com\nC2,=1+1,not an address\n,No id,\nC1,Again,\nC5,too,many,cells\nC6,Zeta,\n'

  test('are listed with line and reason, and the good ones still count', async () => {
    const { id, preview, applied } = await takeOver('customers', file)
    expect(applied).toMatchObject({ good: 2, bad: 4 })
    expect(preview).toMatchObject({ good: 2, bad: 4, added: 2 })
    expect(preview.problems.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '3 "not an address" is not an e-mail address we can write to.',
      '4 The external id of the customer is missing.',
      '5 This external id stands on line 2 already. That line counts.',
      '6 This row has 4 cells, but the header has 3 columns.',
    ])
    expect(preview.rows).toHaveLength(2)
    expect(await names()).toEqual(['Acme', 'Zeta'])
    expect((await client.call(contract.listUploads, {})).uploads[0]).toMatchObject({ id, rows: 6, bad: 4 })
  })

  test('can be downloaded before and after, harmless to a spreadsheet', async () => {
    const { id, mapping } = await upload('customers', file)
    const before = async () => client.call(contract.downloadCsvProblems, { id })
    await client.call(contract.previewCsv, { id, mapping })
    const lines = (await before()).split('\n')
    expect(lines[0]).toBe('line,reason,Customer ID,Name,E-mail')
    expect(lines[1]).toContain(",C2,'=1+1,not an address")
    expect(lines[2]).toBe('4,The external id of the customer is missing.,,No id,')
    await client.call(contract.applyCsv, { id, mapping })
    // A second customer file makes the first one's good rows spent.
    await takeOver('customers', three)
    expect((await before()).split('\n')).toEqual(lines)
  })

  test('leave a customer that was there as it was', async () => {
    await takeOver('customers', three)
    const { preview } = await takeOver(
      'customers',
      three.replace('ap@gamma.com', 'ap at gamma').replace('Acme', 'Acme II'),
    )
    expect(preview).toMatchObject({ good: 2, bad: 1, changed: 1, removed: 0 })
    expect(await people()).toEqual(['Acme II: ap@acme.com', 'Gamma: ap@gamma.com'])
  })

  test('alone refuse the file, and nothing is changed', async () => {
    await takeOver('customers', three)
    const { id, mapping } = await upload('customers', 'Customer ID,Name,E-mail,Segment\n,a,,\n,b,,\n')
    await expect(client.call(contract.applyCsv, { id, mapping })).rejects.toThrow(/csv_nothing_usable/)
    expect(await names()).toEqual(['Acme', 'Bêta', 'Gamma'])
  })
})

describe('applying', () => {
  test('asks for a run, and makes the day count', async () => {
    const { run } = await takeOver('customers', three)
    expect(run).toMatchObject({
      state: 'complete',
      trigger: 'upload',
      reason: 'Noor Haddad uploaded customers.csv',
      calls: 0,
    })
    const { rows } = await sql<{
      due: boolean
    }>`select next_at - enabled_at = interval '24 hours' as due from sync_settings`.execute(
      server.database.db,
    )
    expect(rows).toEqual([{ due: true }])
    const { connections } = await client.call(getBilling, {})
    expect(connections).toMatchObject([{ tool: 'csv', customers: 3, contacts: 2 }])
    expect((await client.call(listCustomFields, {})).offered).toMatchObject([{ key: 'Segment', filled: 2 }])
  })

  test('twice is refused, however close together, and done once', async () => {
    const { id, mapping } = await upload('customers', three)
    const both = await Promise.allSettled([1, 2].map(() => client.call(contract.applyCsv, { id, mapping })))
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await expect(client.call(contract.applyCsv, { id, mapping })).rejects.toThrow(/^409 upload_applied/)
    await expect(client.call(contract.previewCsv, { id, mapping })).rejects.toThrow(/^409 upload_applied/)
    expect(await count('runs')).toBe(1)
  })
})

describe('contacts', () => {
  const contacts =
    'Customer ID,E-mail,First name,Main\nC1,zoe@acme.com,Zoe,yes\nC1,al@acme.com,Al,\nC2,bo@beta.com,Bo,\nC9,x@y.com,X,\n'

  test('are those of the contact file, and where it names none, of the customer file', async () => {
    await takeOver('customers', three)
    const { preview, applied } = await takeOver('contacts', contacts)
    expect(preview).toMatchObject({ good: 3, bad: 1, added: 3, removed: 0, customFields: [] })
    expect(preview.problems).toMatchObject([
      { line: 5, reason: 'There is no customer with the external id “C9”.' },
    ])
    expect(applied).toMatchObject({ good: 3, bad: 1 })
    expect(await people()).toEqual([
      'Acme: al@acme.com',
      'Acme: zoe@acme.com',
      'Bêta: bo@beta.com',
      'Gamma: ap@gamma.com',
    ])
    expect(await names()).toHaveLength(3)
  })

  test('come out the same whichever file was applied last', async () => {
    await takeOver('customers', three)
    await takeOver('contacts', contacts)
    const before = await people()
    const { preview } = await takeOver('customers', three)
    expect(preview).toMatchObject({ unchanged: 3, changed: 0 })
    expect(await people()).toEqual(before)
  })

  test('of a customer come back from its own row when a later contact file names none', async () => {
    await takeOver('customers', three)
    const before = await people()
    await takeOver('contacts', contacts)
    const { preview } = await takeOver('contacts', contacts.replaceAll(/^C1.*\n/gm, ''))
    expect(preview).toMatchObject({ good: 1, unchanged: 1, removed: 2 })
    expect(await people()).toEqual([...before, 'Bêta: bo@beta.com'].toSorted())
  })

  test('repeated in the file count once', async () => {
    await takeOver('customers', three)
    const { preview } = await takeOver('contacts', `${contacts}C1,ZOE@acme.com,Zoë,\n`)
    expect(preview.problems.map(({ line, reason }) => `${line} ${reason}`)).toContain(
      '6 This contact stands on line 2 already. That line counts.',
    )
  })

  test('reach the customers of another billing tool, and alone say nothing about customers', async () => {
    await takeOver('customers', three)
    // As if these customers had been read from Stripe.
    await sql`update connections set tool = 'stripe'`.execute(server.database.db)
    await takeOver('contacts', contacts)
    expect(await people()).toContain('Bêta: bo@beta.com')
    await client.call(disconnectBilling, { tool: 'stripe' })
    const { id, mapping } = await upload('contacts', contacts)
    await expect(client.call(contract.applyCsv, { id, mapping })).rejects.toThrow(/csv_nothing_usable/)
    const { rows } = await sql<{ object: string }>`
      select object from mirror_reads r join connections c on c.id = r.connection_id where c.tool = 'csv'`.execute(
      server.database.db,
    )
    expect(rows).toEqual([{ object: 'customer_contacts' }])
    expect(await names()).toHaveLength(3)
  })
})
