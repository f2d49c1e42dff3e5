import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A system on this machine that is told by a webhook, and answers as it is told to. */
export interface Receiver {
  readonly address: string
  readonly bodies: string[]
  /** The status of every answer from now on; 200 at first. */
  status: number
  close(): Promise<void>
}

/** Starts one on a free port of 127.0.0.1. */
export const openReceiver = async (): Promise<Receiver> => {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      receiver.bodies.push(body)
      response.writeHead(receiver.status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const receiver: Receiver = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`,
    bodies: [],
    status: 200,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return receiver
}
