import type { Call, Reply } from '../http.ts'
import { definitions, escaped, page, pageHeaders, table } from '../page.ts'
import type { Mailbox } from './mailbox.ts'
import { readLetter } from './mime.ts'

/** The caught mail, to look at: a list, a letter, and its HTML in a frame that may do nothing. */
export const mailAnswers =
  (mailbox: Mailbox) =>
  async ({ method, path }: Call): Promise<Reply> => {
    const [, number, html] = /^\/mail\/(\d{1,9})(\/html)?$/.exec(path) ?? []
    const letter = number === undefined ? undefined : mailbox.find(Number(number))
    if (method !== 'GET') return page(405, 'Not here', '<p>These pages are only for reading.</p>')
    if (path === '/' || path === '/mail') return page(200, 'Caught mail', list(mailbox))
    if (!letter) return page(404, 'Not there', '<p>There is no such letter. <a href="/mail">All mail</a></p>')
    if (html) return framed(readLetter(letter.raw).html)
    return page(200, 'Caught mail', one(letter.number, readLetter(letter.raw)))
  }

const list = (mailbox: Mailbox): string => {
  if (mailbox.letters.length === 0)
    return '<p>No mail yet. Alerts of the demo arrive here; try “Send me a test” on the page Notifications.</p>'
  const rows = mailbox.letters.map(({ number, at, to, raw }) => {
    const subject = readLetter(raw).headers.get('subject') || '(no subject)'
    return [
      `<a href="/mail/${number}">${escaped(subject)}</a>`,
      escaped(to.join(', ')),
      at.toISOString(),
    ] as const
  })
  return table(['Subject', 'To', 'Caught'], rows)
}

const one = (number: number, { headers, text, html }: ReturnType<typeof readLetter>): string => {
  const shown = ['subject', 'from', 'to', 'date', 'message-id'].map(
    (name) => [name, headers.get(name) ?? ''] as const,
  )
  const frame =
    html === ''
      ? ''
      : `<h2>As HTML</h2><iframe title="The letter as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mail/${number}/html"></iframe>`
  return `<p><a href="/mail">All mail</a></p>${definitions(shown)}${frame}<h2>As text</h2><pre>${escaped(text)}</pre>`
}

/** What somebody wrote: no script, no form, nothing from elsewhere, and no origin of its own. */
const framed = (html: string): Reply => ({
  status: 200,
  headers: pageHeaders(
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
  ),
  // Its links open in a window of their own.
  body: `<base target="_blank">${html}`,
})
