import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testClock } from '../../test/clock.ts'
import { openGuard } from '../../test/mail-guard.ts'
import { freePort } from '../../test/port.ts'
import type { TryLater } from '../base/errors.ts'
import { readLetter } from '../sandbox/mail/mime.ts'
import { startMail, type MailSandbox } from '../sandbox/mail/mail.ts'
import { writeLetter } from './alerts/letter.ts'
import { letIn } from './alerts/words.ts'
import { openMail } from './mail.ts'

// The real mail program against the sandbox’s mail server.

let sandbox: MailSandbox
beforeEach(async () => {
  sandbox = await startMail({ clock: testClock() })
})
afterEach(() => sandbox.close())

const publicUrl = 'https://crosswalk.example'
const letterFor = (name: string, address = 'noor@lantern.example') => ({
  to: { name, address },
  ...writeLetter(letIn('salesforce', 'Zoë & 李 <Ltd>'), 'Lantern Works', publicUrl),
  id: 'd-1',
})
const caught = () => {
  const [letter] = sandbox.mailbox.letters
  if (!letter) throw new Error('Nothing was caught.')
  return { ...letter, ...readLetter(letter.raw) }
}

test('a letter arrives as it was written, with an id that stays', async () => {
  const letter = letterFor('Noor Haddad')
  await openMail(sandbox.smtpUrl, publicUrl).send(letter)
  const { headers, text, html, from, to } = caught()
  expect([from, to]).toEqual(['crosswalk@crosswalk.example', ['noor@lantern.example']])
  expect(headers.get('subject')).toBe('Salesforce can be read again')
  expect(headers.get('from')).toBe('Crosswalk <crosswalk@crosswalk.example>')
  expect(headers.get('message-id')).toBe('<d-1@crosswalk.example>')
  expect(headers.get('auto-submitted')).toBe('auto-generated')
  expect(text.replaceAll('\r\n', '\n').trimEnd()).toBe(letter.text.trimEnd())
  expect(html).toContain('Zoë &amp; 李 &lt;Ltd&gt;')
})

test('the address says who it is from, and else the name of this server', async () => {
  const named = `${sandbox.smtpUrl}?from=alerts%40lantern.example`
  const mail = openMail(named, publicUrl)
  await mail.send(letterFor('Noor'))
  expect([mail.from, caught().from]).toEqual(['alerts@lantern.example', 'alerts@lantern.example'])
  expect(openMail(sandbox.smtpUrl, 'http://localhost:4400').from).toBe('crosswalk@localhost')
})

test('a name makes no header and no other receiver', async () => {
  const name = 'Noor\r\nBcc: all@lantern.example\r\n\r\nHello, "x" <a@b.example>, y'
  await openMail(sandbox.smtpUrl, publicUrl).send(letterFor(name))
  const { headers, to } = caught()
  expect(to).toEqual(['noor@lantern.example'])
  expect(headers.has('bcc')).toBe(false)
})

describe('what goes wrong', () => {
  test('a server that refuses for good is not asked again', async () => {
    const refused = openMail(sandbox.smtpUrl, publicUrl).send(letterFor('X', 'x@lantern.example.invalid'))
    await expect(refused).rejects.toMatchObject({ kind: 'refused', explanation: { code: 'mail_refused' } })
  })

  test('a server that is not there is, and no password stands in the sentences', async () => {
    const url = `smtp://noor:hunter2@127.0.0.1:${await freePort()}`
    const fault: unknown = await openMail(url, publicUrl)
      .send(letterFor('X'))
      .catch((error: unknown) => error)
    expect(fault).toMatchObject({ kind: 'try_later', explanation: { code: 'mail_unreachable' } })
    expect(JSON.stringify(fault)).not.toContain('hunter2')
  })

  test('a wrong password is the machine’s to mend, and the letter waits', async () => {
    const guard = await openGuard('hunter3')
    const fault: unknown = await openMail(`smtp://noor:hunter2@${guard.host}`, publicUrl)
      .send(letterFor('X'))
      .catch((error: unknown) => error)
    guard.close()
    expect(fault).toMatchObject({ kind: 'try_later', explanation: { code: 'mail_sign_in_refused' } })
    expect(JSON.stringify((fault as TryLater).explanation)).not.toContain('hunter2')
  })
})

describe('trying the server', () => {
  test('sends nothing, and names it without the password', async () => {
    const mail = openMail(`${sandbox.smtpUrl}?from=alerts%40lantern.example`, publicUrl)
    await mail.verify()
    expect(sandbox.mailbox.letters).toEqual([])
    expect([mail.server, mail.signsIn]).toEqual([new URL(sandbox.smtpUrl).host, false])
    const named = openMail('smtps://noor:hunter2@mail.example.com:465', publicUrl)
    expect([named.server, named.signsIn]).toEqual(['mail.example.com:465', true])
  })

  test('signs in with the password', async () => {
    const guard = await openGuard('hunter2')
    await openMail(`smtp://noor:hunter2@${guard.host}`, publicUrl).verify()
    guard.close()
    expect(guard.heard).toContain('AUTH PLAIN')
  })

  test.each([
    ['a wrong password', 'hunter3', '220 guard', 'mail_sign_in_refused'],
    ['a shut door', 'hunter2', '554 hunter2 go away', 'mail_not_let_in'],
    ['a door that is shut for now', 'hunter2', '421 hunter2 later', 'mail_not_let_in'],
  ])('says %s, and not the password', async (_what, password, greeting, code) => {
    const guard = await openGuard(password, greeting)
    const fault: unknown = await openMail(`smtp://noor:hunter2@${guard.host}`, publicUrl)
      .verify()
      .catch((error: unknown) => error)
    guard.close()
    expect(fault).toMatchObject({ kind: 'try_later', explanation: { code } })
    expect(JSON.stringify((fault as TryLater).explanation)).not.toContain('hunter2')
  })

  test('says that nobody is there', async () => {
    const mail = openMail(`smtp://127.0.0.1:${await freePort()}`, publicUrl)
    await expect(mail.verify()).rejects.toMatchObject({ explanation: { code: 'mail_unreachable' } })
  })
})
