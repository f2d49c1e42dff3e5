import type { Clock } from '../../base/clock.ts'
import { serve } from '../http.ts'
import { Mailbox } from './mailbox.ts'
import { mailAnswers } from './pages.ts'
import { catchMail } from './smtp.ts'

/** A mail server that keeps everything to itself, with pages to read it on. */
export interface MailSandbox {
  readonly mailbox: Mailbox
  /** For SMTP_URL. */
  readonly smtpUrl: string
  /** Where the caught mail can be read, such as `http://127.0.0.1:4403/mail`. */
  readonly page: string
  close(): Promise<void>
}

/** Starts both on 127.0.0.1. Port 0 or absent takes any free one. Rejects when a port is taken. */
export const startMail = async (options: {
  readonly clock: Clock
  readonly smtpPort?: number
  readonly pagePort?: number
}): Promise<MailSandbox> => {
  const mailbox = new Mailbox(options.clock)
  const smtp = await catchMail(options.smtpPort ?? 0, mailbox)
  try {
    const pages = await serve(options.pagePort ?? 0, options.clock, mailAnswers(mailbox))
    return {
      mailbox,
      smtpUrl: smtp.url,
      page: `${pages.origin}/mail`,
      close: async () => void (await Promise.all([smtp.close(), pages.close()])),
    }
  } catch (error) {
    await smtp.close()
    throw error
  }
}
