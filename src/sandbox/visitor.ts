/** Who answers the consent page, and how. */
interface Visitor {
  readonly username: string
  readonly password: string
  readonly answer: 'allow' | 'deny'
}

/**
 * Walks the org's pages as a browser would, from an authorize address to the redirect back to the app, and gives
 * the address of that redirect without visiting it. Rejects with the page's words when the org shows an error instead.
 */
export const visit = async (authorizeUrl: string, visitor: Visitor): Promise<string> => {
  const { origin } = new URL(authorizeUrl)
  const first = await fetch(authorizeUrl, { redirect: 'manual' })
  if (first.status === 302) return locationOf(first)
  const login = await post(`${origin}/services/oauth2/login`, {
    ticket: ticketIn(await first.text()),
    username: visitor.username,
    password: visitor.password,
  })
  if (login.status !== 303) throw new Error(await wordsOf(login))
  const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const ticket = new URL(locationOf(login), origin).searchParams.get('ticket') ?? ''
  const consent = await post(`${origin}/services/oauth2/consent`, { ticket, answer: visitor.answer }, cookie)
  if (consent.status !== 302) throw new Error(await wordsOf(consent))
  return locationOf(consent)
}

const post = (url: string, form: Record<string, string>, cookie = ''): Promise<Response> =>
  fetch(url, { method: 'POST', body: new URLSearchParams(form), headers: { cookie }, redirect: 'manual' })

const locationOf = (response: Response): string => response.headers.get('location') ?? ''

const ticketIn = (html: string): string => {
  const ticket = /name="ticket" value="([^"]+)"/.exec(html)?.[1]
  if (ticket === undefined) throw new Error(words(html))
  return ticket
}

const wordsOf = async (response: Response): Promise<string> => words(await response.text())

const words = (html: string): string =>
  html
    .replace(/<(style|title)>[^]*?<\/\1>|<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
