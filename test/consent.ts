/**
 * Walks Salesforce's log-in and consent pages as a browser without a window: reads the forms it is shown, fills in
 * what a person would, follows redirects, and stops at the address that leads back to Crosswalk.
 */
export interface Person {
  readonly username: string
  readonly password: string
  /** The button pressed on the consent page. */
  readonly answer: 'Allow' | 'Deny'
}

/** Resolves to the callback address with its code or its error. */
export const walkConsent = async (
  authorizeUrl: string,
  callback: string,
  person: Person,
): Promise<string> => {
  const cookies = new Map<string, string>()
  let at = authorizeUrl
  let form: URLSearchParams | null = null
  for (let step = 0; step < 12; step++) {
    const response = await fetch(at, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
      ...(form ? { body: form.toString() } : {}),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (name) cookies.set(name, value ?? '')
    }
    const location = response.headers.get('location')
    if (location) {
      const next = new URL(location, at).href
      if (next.startsWith(callback)) return next
      at = next
      form = null
      continue
    }
    const page = await response.text()
    const found = readForm(page, at)
    if (!found) throw new Error(`No form on ${at} (status ${response.status}): ${page.slice(0, 300)}`)
    at = found.action
    form = fill(found, person)
  }
  throw new Error('Salesforce’s pages did not lead back.')
}

interface Form {
  readonly action: string
  readonly inputs: readonly { name: string; type: string; value: string }[]
  readonly buttons: readonly { name: string; value: string; text: string }[]
}

const attribute = (tag: string, name: string): string =>
  unescape(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '')

const unescape = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

const readForm = (page: string, at: string): Form | null => {
  const [, head, body] = /(<form\b[^>]*>)([\s\S]*?)<\/form>/.exec(page) ?? []
  if (!head || body === undefined) return null
  const inputs = [...body.matchAll(/<input\b[^>]*>/g)].map(([tag]) => ({
    name: attribute(tag, 'name'),
    type: attribute(tag, 'type') || 'text',
    value: attribute(tag, 'value'),
  }))
  const buttons = [...body.matchAll(/(<button\b[^>]*>)([\s\S]*?)<\/button>/g)].map(
    ([, tag = '', text = '']) => ({
      name: attribute(tag, 'name'),
      value: attribute(tag, 'value'),
      text: text.replaceAll(/<[^>]*>/g, '').trim(),
    }),
  )
  return { action: new URL(attribute(head, 'action') || at, at).href, inputs, buttons }
}

const fill = (form: Form, person: Person): URLSearchParams => {
  const filled = new URLSearchParams()
  for (const { name, type, value } of form.inputs) {
    if (!name) continue
    filled.set(name, type === 'password' ? person.password : type === 'hidden' ? value : person.username)
  }
  const pressed = form.buttons.find((button) => button.text === person.answer) ?? form.buttons[0]
  if (pressed?.name) filled.set(pressed.name, pressed.value)
  return filled
}
