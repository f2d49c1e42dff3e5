import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testClock } from '../../../test/clock.ts'
import { startMail, type MailSandbox } from './mail.ts'
import { readLetter } from './mime.ts'

let sandbox: MailSandbox
beforeEach(async () => {
  sandbox = await startMail({ clock: testClock() })
})
afterEach(() => sandbox.close())

/** Says lines one after the other and answers the codes that came back, the greeting first. */
const converse = async (...lines: readonly string[]): Promise<string[]> => {
  const socket: Socket = connect(Number(new URL(sandbox.smtpUrl).port), '127.0.0.1')
  const replies = answersOf(socket)
  const codes: string[] = [await replies()]
  for (const line of lines) {
    socket.write(`${line}\r\n`)
    codes.push(await replies())
  }
  socket.destroy()
  return codes
}

/** Each call resolves to the code of the next whole answer. */
const answersOf = (socket: Socket): (() => Promise<string>) => {
  const codes: string[] = []
  const waiting: ((code: string) => void)[] = []
  let text = ''
  socket.on('data', (piece: Buffer) => {
    text += piece.toString()
    for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
      const line = text.slice(0, end)
      text = text.slice(end + 2)
      if (line[3] === '-') continue
      const next = waiting.shift()
      if (next) next(line.slice(0, 3))
      else codes.push(line.slice(0, 3))
    }
  })
  socket.on('close', () => waiting.splice(0).forEach((next) => next('closed')))
  return () =>
    new Promise((resolve) => {
      const code = codes.shift()
      if (code === undefined) waiting.push(resolve)
      else resolve(code)
    })
}

const start = ['EHLO me', 'MAIL FROM:<a@b.example> BODY=8BITMIME', 'RCPT TO:<c@d.example>', 'DATA']

describe('the mail server', () => {
  test('takes a letter byte by byte, and dots as they were meant', async () => {
    const codes = await converse(...start, 'Subject: Zoë\r\n\r\n..one dot\r\n....\r\nend\r\n.', 'QUIT')
    expect(codes).toEqual(['220', '250', '250', '250', '354', '250', '221'])
    const [letter] = sandbox.mailbox.letters
    expect(letter).toMatchObject({ from: 'a@b.example', to: ['c@d.example'] })
    expect(readLetter(letter?.raw ?? Buffer.alloc(0)).headers.get('subject')).toBe('Zoë')
    expect(letter?.raw.toString().split('\r\n').slice(2)).toEqual(['.one dot', '...', 'end', ''])
  })

  test.each([
    [['MAIL FROM:<a@b.example>'], '503'],
    [['EHLO me', 'RCPT TO:<c@d.example>'], '503'],
    [['EHLO me', 'MAIL FROM:<a@b.example>', 'DATA'], '503'],
    [['EHLO me', 'MAIL FROM:nobody'], '501'],
    [['EHLO me', 'MAIL FROM:<a@b.example> SIZE=9999999'], '552'],
    [['EHLO me', 'MAIL FROM:<>', 'RCPT TO:<c@d.invalid>'], '550'],
    [['EHLO me', 'AUTH PLAIN AGEAYg=='], '502'],
    [['EHLO me', 'MAIL FROM:<a@b.example>', 'RSET', 'MAIL FROM:<a@b.example>'], '250'],
  ])('%j ends with %s', async (lines, code) => {
    expect((await converse(...lines)).at(-1)).toBe(code)
  })

  test('refuses a letter that grows too large, and keeps none of it', async () => {
    const lines = `${'x'.repeat(998)}\r\n`.repeat(1_100)
    expect((await converse(...start, `${lines}.`)).at(-1)).toBe('552')
    expect(sandbox.mailbox.letters).toEqual([])
  })
})

describe('the pages', () => {
  const hostile = '<script>alert(1)</script>'
  beforeEach(async () => {
    const letter = [
      `Subject: =?UTF-8?Q?Caf=C3=A9_${hostile}?=`,
      'Content-Type: multipart/alternative; boundary="cut"',
      '',
      '--cut',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      `plain =C3=A9=\r\n ${hostile}`,
      '--cut',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from(`<b>é</b>${hostile}`).toString('base64'),
      '--cut--',
    ]
    await converse(...start, `${letter.join('\r\n')}\r\n.`)
  })

  test('the list names subject and receiver, as letters', async () => {
    const list = await (await fetch(sandbox.page)).text()
    expect(list).toContain('<a href="/mail/1">Café &lt;script&gt;')
    expect(list).toContain('c@d.example')
    expect(list).not.toContain('<script')
  })

  test('the letter shows its text, and its HTML where it can do nothing', async () => {
    const page = await (await fetch(`${sandbox.page}/1`)).text()
    expect(page).toContain('plain é &lt;script&gt;')
    expect(page).not.toContain('<script')
    const html = await fetch(`${sandbox.page}/1/html`)
    expect(html.headers.get('content-security-policy')).toMatch(/^sandbox [^;]*; default-src 'none'/)
    expect(html.headers.get('content-security-policy')).not.toContain('allow-scripts')
    expect(await html.text()).toContain('<b>é</b>')
  })

  test('what is not there is not there', async () => {
    expect((await fetch(`${sandbox.page}/2`)).status).toBe(404)
    expect((await fetch(sandbox.page, { method: 'POST' })).status).toBe(405)
  })
})
