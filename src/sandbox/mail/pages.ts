import type { Call, Reply } from '../http.ts'
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
    return `<tr><td><a href="/mail/${number}">${escaped(subject)}</a></td><td>${escaped(to.join(', '))}</td><td>${at.toISOString()}</td></tr>`
  })
  return `<table><thead><tr><th>Subject</th><th>To</th><th>Caught</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
}

const one = (number: number, { headers, text, html }: ReturnType<typeof readLetter>): string => {
  const shown = ['subject', 'from', 'to', 'date', 'message-id']
    .map((name) => `<dt>${name}</dt><dd>${escaped(headers.get(name) ?? '')}</dd>`)
    .join('')
  const frame =
    html === ''
      ? ''
      : `<h2>As HTML</h2><iframe title="The letter as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mail/${number}/html"></iframe>`
  return `<p><a href="/mail">All mail</a></p><dl>${shown}</dl>${frame}<h2>As text</h2><pre>${escaped(text)}</pre>`
}

const look = `body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem;color-scheme:light dark}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #8884}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dd{margin:0;overflow-wrap:anywhere}
pre{white-space:pre-wrap;overflow-wrap:anywhere}iframe{width:100%;height:26rem;border:1px solid #8886;background:#fff}`

const page = (status: number, title: string, body: string): Reply => ({
  status,
  headers: headers("default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'none'"),
  body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${look}</style></head><body><h1>${title}</h1>${body}</body></html>`,
})

/** What somebody wrote: no script, no form, nothing from elsewhere, and no origin of its own. */
const framed = (html: string): Reply => ({
  status: 200,
  headers: headers(
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
  ),
  // Its links open in a window of their own.
  body: `<base target="_blank">${html}`,
})

const headers = (policy: string): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
})

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
