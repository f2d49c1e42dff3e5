import type { Call, Reply } from '../http.ts'
import { definitions, escaped, page, table } from '../page.ts'
import type { Told } from './webhooks.ts'

interface Desk {
  readonly told: () => readonly Told[]
  readonly keep: (call: Call) => void
}

const mostBytes = 256 * 1024

/** Takes webhooks at `/webhooks`, and shows them there: a list, and each with its headers. */
export const webhookAnswers =
  ({ told, keep }: Desk) =>
  async (call: Call): Promise<Reply> => {
    const { method, path, body } = call
    const number = /^\/webhooks\/(\d{1,9})$/.exec(path)?.[1]
    if (method === 'POST' && path === '/webhooks') {
      if (Buffer.byteLength(body) > mostBytes) return { status: 413 }
      keep(call)
      return { status: 204 }
    }
    if (method !== 'GET') return page(405, 'Not here', '<p>Webhooks are sent to /webhooks.</p>')
    if (path === '/' || path === '/webhooks') return page(200, 'Caught webhooks', list(told()))
    const found = told().find((one) => String(one.number) === number)
    if (found) return page(200, 'Caught webhook', one(found))
    return page(404, 'Not there', '<p>There is no such webhook. <a href="/webhooks">All webhooks</a></p>')
  }

const list = (told: readonly Told[]): string => {
  if (told.length === 0)
    return '<p>No webhook yet. Add one with the address of this page under Settings → Alerts, open it and send a test.</p>'
  const rows = told.map(
    ({ number, at, body }) =>
      [`<a href="/webhooks/${number}">${escaped(titleOf(body))}</a>`, at.toISOString()] as const,
  )
  return table(['Webhook', 'Caught'], rows)
}

const one = ({ at, headers, body }: Told): string => {
  const shown = Object.entries(headers)
    .filter(([name]) => name.startsWith('webhook-') || name === 'content-type' || name === 'user-agent')
    .map(([name, value]) => [name, String(value)] as const)
  const json = parsed(body)
  const text = json === undefined ? body : JSON.stringify(json, null, 2)
  const facts = definitions([['caught', at.toISOString()], ...shown])
  return `<p><a href="/webhooks">All webhooks</a></p>${facts}<h2>Body</h2><pre>${escaped(text)}</pre>`
}

/** What it is about: the title of signed JSON, the first line of a chat's, or how it begins. */
const titleOf = (body: string): string => {
  const said = parsed(body) as { data?: { title?: unknown }; text?: unknown } | null | undefined
  const title = said?.data?.title ?? said?.text ?? body
  const [line = ''] = String(title).split('\n')
  return line.slice(0, 120) || '(nothing)'
}

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
