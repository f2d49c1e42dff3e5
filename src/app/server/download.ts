import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Download } from '../../db/door.ts'

// One write per line would cost more than the lines.
const batch = 64 * 1024

/**
 * Reads all lines into a nameless file and answers the same download from there. For routes inside a transaction:
 * it must not stay open for as long as somebody's slow line takes, and the file may be larger than memory.
 */
export const spool = async ({ name, lines }: Download): Promise<Download> => {
  const directory = await mkdtemp(join(tmpdir(), 'crosswalk-download-'))
  const file = await open(join(directory, 'lines'), 'wx+', 0o600)
  // It lives on until it is closed, and no crash can leave it behind.
  await rm(directory, { recursive: true })
  try {
    for await (const text of batched(lines)) await file.write(text)
  } catch (error) {
    await file.close()
    throw error
  }
  return { name, lines: file.createReadStream({ start: 0, encoding: 'utf8' }) }
}

/** Streams a file out. The first lines are waited for, so that an early failure is an answer and not a torn file. */
export const sendDownload = async (
  reply: FastifyReply,
  mediaType: string,
  file: Download,
): Promise<FastifyReply> => {
  const lines = batched(file.lines)
  const first = await lines.next()
  return reply
    .header('content-type', `${mediaType}; charset=utf-8`)
    .header('content-disposition', `attachment; filename="${file.name.replaceAll(/[^\w.-]+/g, '_')}"`)
    .header('cache-control', 'no-store')
    .send(Readable.from(resumed(first, lines)))
}

async function* resumed(first: IteratorResult<string>, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    if (!first.done) yield first.value
    yield* rest
  } finally {
    // The reader went away in the middle: let the source close what it holds open.
    await rest.return(undefined)
  }
}

async function* batched(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let text = ''
  for await (const line of lines) {
    text += line
    if (text.length < batch) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}
