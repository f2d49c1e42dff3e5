import { createServer } from 'node:net'

/** A port nobody listens on at this moment. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })

// Below what systems hand out by themselves, so that nobody else's connection takes one between asking and using.
const lowest = 20_000
const highest = 30_000

/** The first of `count` ports in a row that nobody listens on at this moment. */
export const freePortRow = async (count: number): Promise<number> => {
  for (let first = lowest + (process.pid % 100) * 50; first < highest; first += count) {
    const probes = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)))
    if (probes.every((free) => free)) return first
  }
  throw new Error('no ports')
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
