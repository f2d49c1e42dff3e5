import { mkdir } from 'node:fs/promises'
import type { CrmField, CrmObject } from '../src/connectors/connector.ts'
import { openPglite } from '../src/db/pglite.ts'
import { openPostgres } from '../src/db/postgres.ts'
import type { Engine, Session } from '../src/db/engine.ts'
import { identifierFields, shapeOf, type Shape } from '../src/mirror/shape.ts'
import { answerParent } from './child.ts'
import type { Company } from './company.ts'

/**
 * The least that any program could do: the same CSV bytes over loopback HTTP, piped by plain Node into `COPY` of an
 * unlogged typed table, then one set-based upsert into a plain contacts table. It knows no customer, proves nothing,
 * remembers nothing. In a process of its own.
 */
export interface Floor {
  readonly seconds: number
  readonly copySeconds: number
  readonly upsertSeconds: number
  readonly rows: number
  readonly bytes: number
}

interface Where {
  readonly url: string | null
  readonly directory: string
}

let engine: Engine | null = null

const open = async ({ url, directory }: Where): Promise<void> => {
  await mkdir(directory, { recursive: true })
  engine = url ? openPostgres(url) : await openPglite(directory)
}

// As many as the product asks for.
const pageRows = 50_000
const version = 'v66.0'

interface Part {
  readonly shape: Shape
  readonly results: string
}

const run = async (company: Company): Promise<Floor> => {
  if (!engine) throw new Error('the floor was not opened')
  const ask = asker(company)
  const parts: Part[] = []
  for (const object of ['User', 'Account', 'Contact'] as const) parts.push(await prepare(ask, object))
  const session = await engine.take()
  try {
    await session.script(parts.map(({ shape }) => stageTable(shape)).join(';'))
    await session.script(plainContacts)
    // The jobs are done and the tables are there: from here on it is only moving bytes.
    const began = performance.now()
    let bytes = 0
    let rows = 0
    for (const part of parts) {
      const moved = await copy(ask, session, part)
      bytes += moved.bytes
      rows += moved.rows
    }
    const copied = performance.now()
    await session.query(upsert, [])
    const ended = performance.now()
    const seconds = (from: number, to: number): number => (to - from) / 1000
    return {
      seconds: seconds(began, ended),
      copySeconds: seconds(began, copied),
      upsertSeconds: seconds(copied, ended),
      rows,
      bytes,
    }
  } finally {
    await session.script('drop table if exists floor_user, floor_account, floor_contact, floor_contacts')
    engine.give(session)
  }
}

type Ask = (path: string, body?: object) => Promise<Response>

const asker =
  ({ salesforceOrigin, accessToken }: Company): Ask =>
  async (path, body) => {
    const response = await fetch(`${salesforceOrigin}/services/data/${version}${path}`, {
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response
  }

/** Makes the bulk job and waits until it is done; the clock does not run yet. */
const prepare = async (ask: Ask, object: CrmObject): Promise<Part> => {
  const { fields } = (await (await ask(`/sobjects/${object}/describe`)).json()) as { fields: CrmField[] }
  const usable = fields.filter((field) => field.type !== 'address' && field.type !== 'location')
  const description = { object, fields: usable }
  const wanted = object === 'Account' ? identifierFields(description).map((field) => field.name) : []
  const shape = shapeOf(description, wanted)
  const query = `SELECT ${shape.fields.join(', ')} FROM ${object}`
  const made = await ask('/jobs/query', { operation: 'queryAll', query })
  const { id } = (await made.json()) as { id: string }
  for (;;) {
    const { state } = (await (await ask(`/jobs/query/${id}`)).json()) as { state: string }
    if (state === 'JobComplete') return { shape, results: `/jobs/query/${id}/results?maxRecords=${pageRows}` }
    if (state === 'Failed') throw new Error('the job failed')
  }
}

const tableOf = (shape: Shape): string => `floor_${shape.object.toLowerCase()}`

const stageTable = (shape: Shape): string => {
  const types = new Map<string, string>(shape.columns.map((one) => [one.column, one.type]))
  const columns = shape.stageColumns.map((name) => `${name} ${types.get(name) ?? 'text'}`)
  return `drop table if exists ${tableOf(shape)}; create unlogged table ${tableOf(shape)} (${columns.join(', ')})`
}

const plainContacts = `drop table if exists floor_contacts; create table floor_contacts (
  id text primary key, account_id text, email text, first_name text, last_name text, title text, phone text,
  mobile text, created_at timestamptz, modified_at timestamptz
)`

const upsert = `insert into floor_contacts
  select id, account_id, email, first_name, last_name, title, phone, mobile, created_at, modified_at
  from floor_contact
  on conflict (id) do update set account_id = excluded.account_id, email = excluded.email,
    first_name = excluded.first_name, last_name = excluded.last_name, title = excluded.title, phone = excluded.phone,
    mobile = excluded.mobile, created_at = excluded.created_at, modified_at = excluded.modified_at`

const copy = async (ask: Ask, session: Session, part: Part): Promise<{ rows: number; bytes: number }> => {
  const names = part.shape.stageColumns
  const statement = `copy ${tableOf(part.shape)} (${names.join(', ')}) from stdin with (format csv, force_null (${names.join(', ')}))`
  let bytes = 0
  let rows = 0
  for (let locator: string | null = ''; locator !== null;) {
    const response: Response = await ask(part.results + (locator === '' ? '' : `&locator=${locator}`))
    const counted = async function* (): AsyncIterable<Uint8Array> {
      for await (const piece of behindHeader(response.body ?? new ReadableStream())) {
        bytes += piece.length
        yield piece
      }
    }
    rows += await session.copyIn(statement, engine?.kind === 'pglite' ? whole(counted()) : counted())
    const next = response.headers.get('sforce-locator')
    locator = next === null || next === 'null' ? null : next
  }
  return { rows, bytes }
}

/** The embedded engine takes whole rows only, so it gets the page in one piece. */
const whole = async function* (pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  yield Buffer.concat(all)
}

const behindHeader = async function* (body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let header = true
  for await (const piece of body) {
    yield header ? piece.subarray(piece.indexOf(10) + 1) : piece
    header = false
  }
}

answerParent({ open, run }, async () => engine?.close())
