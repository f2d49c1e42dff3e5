import { createServer, type AddressInfo } from 'node:net'

/** A mail server of which only the door is built: it asks for a password. */
export interface MailGuard {
  /** Such as `127.0.0.1:4403`. */
  readonly host: string
  /** Everything it was told, passwords left out. */
  readonly heard: string[]
  close(): void
}

/** Starts one that lets in whoever knows `password`, whatever the user name. */
export const openGuard = async (password: string, greeting = '220 guard'): Promise<MailGuard> => {
  const heard: string[] = []
  const answer = (said: string): string => {
    const [, secret] = /^AUTH PLAIN (\S+)/.exec(said) ?? []
    heard.push(secret === undefined ? said.trim() : 'AUTH PLAIN')
    if (said.startsWith('EHLO')) return '250-guard\r\n250 AUTH PLAIN'
    if (said.startsWith('QUIT')) return '221 Bye'
    const given =
      Buffer.from(secret ?? '', 'base64')
        .toString()
        .split('\0')
        .at(-1) ?? ''
    // Some servers repeat what they were told.
    return given === password ? '235 Come in' : `535 5.7.8 ${given} is wrong`
  }
  const server = createServer((socket) => {
    socket.write(`${greeting}\r\n`)
    socket.on('data', (said) => void socket.write(`${answer(said.toString())}\r\n`))
    socket.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { host: `127.0.0.1:${port}`, heard, close: () => void server.close() }
}
