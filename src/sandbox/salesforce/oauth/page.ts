import type { Reply } from '../../http.ts'

/** Text made safe inside HTML and double-quoted attributes. */
const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const style = `
:root { color-scheme: light; font: 16px/1.5 system-ui, sans-serif; color: #16325c; background: #eef3f8 }
body { margin: 0; min-height: 100vh; display: grid; place-items: center }
main { box-sizing: border-box; width: min(26rem, 100vw); padding: 2rem; background: #fff; border: 1px solid #d4dde8; border-radius: .5rem }
h1 { font-size: 1.25rem; margin: 0 0 1rem } p, ul { margin: 0 0 1rem }
label { display: block; font-weight: 600; margin: 0 0 .25rem }
input { box-sizing: border-box; width: 100%; font: inherit; padding: .5rem; margin: 0 0 1rem; border: 1px solid #6b7c93; border-radius: .25rem }
button { font: inherit; padding: .5rem 1rem; border: 1px solid #0b5cab; border-radius: .25rem; background: #fff; color: #0b5cab; cursor: pointer }
button.main { background: #0b5cab; color: #fff } .row { display: flex; gap: .75rem }
:focus-visible { outline: 3px solid #f2a33c; outline-offset: 2px }
.hint { font-size: .875rem; color: #44566c } .alert { color: #a11212; font-weight: 600 }
.tag { font-size: .75rem; letter-spacing: .04em; text-transform: uppercase; color: #44566c; margin: 0 0 .5rem }`

/** One whole page of the made-up org. `main` is HTML, everything from outside it already escaped. */
const page = (status: number, title: string, main: string, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: {
    'content-type': 'text/html;charset=UTF-8',
    'cache-control': 'no-store',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'origin',
    ...headers,
  },
  body: `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} | Sandbox org</title><style>${style}</style></head>
<body><main><p class="tag">Northwind Traders, a made-up Salesforce org</p>${main}</main></body></html>`,
})

/** The page for what Salesforce never reports to the callback. */
export const errorPage = (error: string, description: string): Reply =>
  page(
    400,
    'We can’t authorize you',
    `<h1>We can’t authorize you because of an OAuth error.</h1>
<p>For more information, contact your Salesforce administrator.</p>
<p><code>${escape(error)}</code> : ${escape(description)}</p>`,
  )

/** The log-in form. */
export const loginPage = (form: {
  ticket: string
  username: string
  hint: string | null
  failed: boolean
}): Reply =>
  page(
    form.failed ? 401 : 200,
    'Log in',
    `<h1>Log in to Northwind Traders</h1>
${form.failed ? '<p class="alert" role="alert">Please check your username and password. If you still can’t log in, contact your Salesforce administrator.</p>' : ''}
<form method="post" action="/services/oauth2/login" autocomplete="off">
<input type="hidden" name="ticket" value="${escape(form.ticket)}">
<label for="username">Username</label>
<input id="username" name="username" type="email" required value="${escape(form.username)}">
<label for="password">Password</label>
<input id="password" name="password" type="password" required autofocus${form.hint === null ? '' : ' aria-describedby="hint"'}>
${form.hint === null ? '' : `<p class="hint" id="hint">This org is made up. The password is <code>${escape(form.hint)}</code></p>`}
<button class="main" type="submit">Log In</button>
</form>`,
  )

const scopeWords: Record<string, string> = {
  api: 'Manage user data via APIs (api)',
  refresh_token: 'Perform requests at any time (refresh_token, offline_access)',
  id: 'Access the identity URL service (id, profile, email, address, phone)',
  openid: 'Access unique user identifiers (openid)',
  full: 'Full access (full)',
  web: 'Manage user data via Web browsers (web)',
}

/** The consent form. */
export const consentPage = (form: {
  ticket: string
  app: string
  user: string
  scope: readonly string[]
}): Reply =>
  page(
    200,
    'Allow access?',
    `<h1>Allow Access?</h1>
<p><strong>${escape(form.app)}</strong> is asking to:</p>
<ul>${form.scope.map((one) => `<li>${escape(scopeWords[one] ?? one)}</li>`).join('')}</ul>
<p>Do you want to allow access for <strong>${escape(form.user)}</strong>?</p>
<form method="post" action="/services/oauth2/consent">
<input type="hidden" name="ticket" value="${escape(form.ticket)}">
<div class="row"><button type="submit" name="answer" value="deny">Deny</button>
<button class="main" type="submit" name="answer" value="allow" autofocus>Allow</button></div>
</form>`,
  )
