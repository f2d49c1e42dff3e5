import nodemailer from 'nodemailer'
import { Refused, TryLater, type Explanation } from '../base/errors.ts'

/** One letter to one person. */
export interface Letter {
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Stays the same over all tries, so that a mail server may notice a second copy. */
  readonly id: string
}

/** The mail server of the machine. */
export interface Mail {
  /** Such as `crosswalk@crosswalk.example.com`. */
  readonly from: string
  /**
   * Resolves when the server took the letter. Rejects with `Refused` when it never will take this one, and with
   * `TryLater` otherwise. No user name or password stands in the sentences.
   */
  send(letter: Letter): Promise<void>
}

/** A mail server that can be tried, too. */
export interface MailServer extends Mail {
  /** Its name and port as they were given, such as `mail.example.com:587`. */
  readonly server: string
  /** Whether it is given a user name. */
  readonly signsIn: boolean
  /**
   * Resolves when the server answers and lets us in; where it asks for a user name and password, it has taken them.
   * Sends nothing. Rejects with `TryLater` otherwise, with no user name or password in the sentences.
   */
  verify(): Promise<void>
}

/**
 * The mail server at `smtpUrl` (`smtp://` or `smtps://`, with user name and password where it wants them). `from` in its
 * query says who the mail is from; else it is `crosswalk@` the host of `publicUrl`. The other parameters are nodemailer's.
 */
export const openMail = (smtpUrl: string, publicUrl: string): MailServer => {
  const url = new URL(smtpUrl)
  const host = new URL(publicUrl).hostname
  const from = url.searchParams.get('from') ?? `crosswalk@${host}`
  url.searchParams.delete('from')
  const options = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }
  const transport = nodemailer.createTransport(
    { url: url.href, ...options, disableFileAccess: true, disableUrlAccess: true },
    { from: { name: 'Crosswalk', address: from } },
  )
  return {
    from,
    server: url.host,
    signsIn: url.username !== '',
    verify: async () => void (await transport.verify().catch(explainDoor)),
    send: async ({ to, subject, text, html, id }) => {
      const messageId = `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`
      const headers = { 'Auto-Submitted': 'auto-generated' }
      await transport.sendMail({ to, subject, text, html, messageId, headers }).catch(explain)
    },
  }
}

const explain = (error: unknown): never => {
  const { code, responseCode } = error as { code?: string; responseCode?: number }
  if (code === 'EAUTH') throw new TryLater(signInRefused, null, { cause: error })
  if (responseCode !== undefined && responseCode >= 500)
    throw new Refused(refused(responseCode), 409, { cause: error })
  if (responseCode !== undefined) throw new TryLater(putOff(responseCode), null, { cause: error })
  throw new TryLater(unreachable(code), null, { cause: error })
}

/** At the door there is no letter yet to refuse. */
const explainDoor = (error: unknown): never => {
  const { code, responseCode } = error as { code?: string; responseCode?: number }
  if (code === 'EAUTH' || responseCode === undefined) return explain(error)
  throw new TryLater(notLetIn(responseCode), null, { cause: error })
}

const who = 'Whoever runs this machine'

const signInRefused: Explanation = {
  code: 'mail_sign_in_refused',
  what: 'The mail server does not accept the user name and password.',
  means: 'No e-mail leaves. Syncs go on as usual.',
  who,
  how: 'Correct SMTP_URL and start again.',
}
const refused = (status: number): Explanation => ({
  code: 'mail_refused',
  what: `The mail server refused this e-mail for good (${status}).`,
  means: 'It is not tried again.',
  who,
  how: 'Check that the address exists and that the server lets Crosswalk send in its own name (SMTP_URL, from).',
})
const putOff = (status: number): Explanation => ({
  code: 'mail_put_off',
  what: `The mail server does not take this e-mail now (${status}).`,
  means: 'It is tried again by itself.',
})
const notLetIn = (status: number): Explanation => ({
  code: 'mail_not_let_in',
  what: `The mail server answers, and does not let Crosswalk in (${status}).`,
  means: 'No e-mail leaves while that is so. Syncs go on as usual.',
  who,
  how: 'Check SMTP_URL, and ask whoever runs that server whether it takes mail from this machine.',
})
const unreachable = (code: string | undefined): Explanation => ({
  code: 'mail_unreachable',
  what: `The mail server cannot be reached${code ? ` (${code})` : ''}.`,
  means: 'No e-mail leaves. It is tried again by itself.',
  who,
  how: 'Check SMTP_URL, and that this machine may reach that server and port.',
})
