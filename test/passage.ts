import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A way through to a server that counts who passes, so that something can happen at an exact moment of a run. */
export interface Passage {
  readonly origin: string
  /** Calls `then` when the next `count`-th request arrives, before it is let through. */
  at(count: number, then: () => void): void
  /** Calls `then` when the answer to the next `count`-th request has been handed over whole. */
  after(count: number, then: () => void): void
  /** Requests let through so far. */
  passed(): number
  close(): Promise<void>
}

/** Opens a passage to `target`. Everything is handed on as it is, both ways. */
export const openPassage = async (target: string): Promise<Passage> => {
  let passed = 0
  let alarm: { at: number; then: () => void } | null = null
  let echo: { at: number; then: () => void } | null = null
  const server = createServer((incoming, outgoing) => {
    passed++
    if (alarm && passed >= alarm.at) {
      const { then } = alarm
      alarm = null
      then()
    }
    if (echo && passed >= echo.at) {
      outgoing.once('finish', echo.then)
      echo = null
    }
    const onward = request(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method, headers: { ...incoming.headers, host: new URL(target).host } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    onward.on('error', () => outgoing.destroy())
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    at: (count, then) => (alarm = { at: passed + count, then }),
    after: (count, then) => (echo = { at: passed + count, then }),
    passed: () => passed,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
