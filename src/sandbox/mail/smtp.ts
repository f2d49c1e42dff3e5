import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import type { Mailbox } from './mailbox.ts'

/**
 * A mail server that delivers nothing: it takes what comes over loopback and puts it into a mailbox. As much of SMTP
 * (RFC 5321) as mail programs use without signing in, with 8BITMIME, SMTPUTF8 and SIZE; it refuses what is out of order.
 */
export interface SmtpServer {
  /** Such as `smtp://127.0.0.1:4403`. */
  readonly url: string
  close(): Promise<void>
}

const mostBytes = 1024 * 1024
const mostLine = 2_048
const mostRecipients = 100

/** Catches mail on 127.0.0.1. Port 0 takes any free one. */
export const catchMail = async (port: number, mailbox: Mailbox): Promise<SmtpServer> => {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    converse(socket, mailbox)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}

/** What one caller has said so far. */
interface Envelope {
  greeted: boolean
  from: string | null
  to: string[]
  /** The lines of a letter on its way, and their bytes; null between letters. */
  letter: Buffer[] | null
  bytes: number
}

const converse = (socket: Socket, mailbox: Mailbox): void => {
  const said: Envelope = { greeted: false, from: null, to: [], letter: null, bytes: 0 }
  let rest: Buffer = Buffer.alloc(0)
  const answer = (...lines: readonly string[]): void =>
    void socket.write(lines.map((line) => `${line}\r\n`).join(''))
  socket.setTimeout(60_000, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.on('data', (piece) => {
    rest = Buffer.concat([rest, piece])
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const line = rest.subarray(0, end)
      rest = rest.subarray(end + 2)
      if (said.letter) takeLine(said, said.letter, line, mailbox, answer)
      else if (obey(said, line.toString('utf8'), answer) === 'bye') return void socket.end()
    }
    // Nobody types such a line; a letter may have one as long as the letter may be.
    if (rest.length > (said.letter ? mostBytes : mostLine)) socket.destroy()
  })
  answer('220 sandbox.invalid ready; nothing is delivered from here')
}

type Reply = (...lines: readonly string[]) => void

const reset = (said: Envelope): void =>
  void Object.assign(said, { from: null, to: [], letter: null, bytes: 0 })

const obey = (said: Envelope, line: string, answer: Reply): 'bye' | void => {
  const [word = ''] = line.split(/[ :]/, 1)
  switch (word.toUpperCase()) {
    case 'EHLO':
    case 'HELO':
      reset(said)
      said.greeted = true
      return word.toUpperCase() === 'HELO'
        ? answer('250 sandbox.invalid')
        : answer('250-sandbox.invalid', '250-8BITMIME', '250-SMTPUTF8', `250 SIZE ${mostBytes}`)
    case 'MAIL':
      return takeSender(said, line, answer)
    case 'RCPT':
      return takeRecipient(said, line, answer)
    case 'DATA':
      if (said.to.length === 0) return answer('503 Say first from whom and to whom')
      Object.assign(said, { letter: [], bytes: 0 })
      return answer('354 Go on; a line with a single dot ends it')
    case 'RSET':
      reset(said)
      return answer('250 Forgotten')
    case 'NOOP':
      return answer('250 Here')
    case 'QUIT':
      answer('221 Bye')
      return 'bye'
    default:
      return answer('502 Not built')
  }
}

const takeSender = (said: Envelope, line: string, answer: Reply): void => {
  const found = /^MAIL FROM: ?<([^<>\s]*)>(.*)$/i.exec(line)
  if (!said.greeted || said.from !== null) return answer('503 Out of order')
  if (!found) return answer('501 MAIL FROM:<address>')
  const size = Number(/\bSIZE=(\d+)/i.exec(found[2] ?? '')?.[1] ?? 0)
  if (size > mostBytes) return answer('552 Too large')
  said.from = found[1] ?? ''
  answer('250 From there')
}

const takeRecipient = (said: Envelope, line: string, answer: Reply): void => {
  const address = /^RCPT TO: ?<([^<>\s]+@[^<>\s]+)>/i.exec(line)?.[1]
  if (said.from === null) return answer('503 Say first from whom')
  if (!address) return answer('501 RCPT TO:<address>')
  if (/\.invalid$/i.test(address)) return answer('550 Nobody is ever there')
  if (said.to.length >= mostRecipients) return answer('452 Too many at once')
  said.to.push(address)
  answer('250 To them')
}

const takeLine = (said: Envelope, letter: Buffer[], line: Buffer, mailbox: Mailbox, answer: Reply): void => {
  if (line.length === 1 && line[0] === dot) {
    const tooLarge = said.bytes > mostBytes
    if (!tooLarge) mailbox.put({ from: said.from ?? '', to: said.to, raw: Buffer.concat(letter) })
    reset(said)
    return answer(tooLarge ? '552 Too large' : '250 Caught')
  }
  // Whoever sends a line that begins with a dot has put another in front (RFC 5321, 4.5.2).
  const bare = line[0] === dot ? line.subarray(1) : line
  said.bytes += bare.length + 2
  if (said.bytes <= mostBytes) letter.push(Buffer.from(bare), newLine)
}

const dot = 0x2e
const newLine = Buffer.from('\r\n')
