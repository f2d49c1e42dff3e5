import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Download } from '../../db/door.ts'

/** Streams a file out. The first lines are waited for, so that an early failure is an answer and not a torn file. */
export const sendDownload = async (
  reply: FastifyReply,
  mediaType: string,
  file: Download,
): Promise<FastifyReply> => {
  const lines = file.lines[Symbol.asyncIterator]()
  const first = await lines.next()
  return reply
    .header('content-type', `${mediaType}; charset=utf-8`)
    .header('content-disposition', `attachment; filename="${file.name.replaceAll(/[^\w.-]+/g, '_')}"`)
    .header('cache-control', 'no-store')
    .send(Readable.from(resumed(first, lines)))
}

async function* resumed(first: IteratorResult<string>, lines: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    for (let next = first; !next.done; next = await lines.next()) yield next.value
  } finally {
    // The reader went away in the middle: let the source close what it holds open.
    await lines.return?.()
  }
}
