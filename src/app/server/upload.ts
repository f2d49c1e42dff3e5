import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refused } from '../../base/errors.ts'

/** Files on their way in are never held whole: the noun reads them as they come. */

/** The largest file taken, in bytes. */
export const largestUpload = 200 * 1024 * 1024

/** Inside `scope`, bodies of any media type pass untouched. */
export const passBodies = (scope: FastifyInstance): void => {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
}

/** The bytes of the body, refused past `largestUpload`. */
export async function* uploadOf(request: FastifyRequest): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of request.raw as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > largestUpload) throw tooLarge()
    yield chunk
  }
}

const tooLarge = (): Refused =>
  new Refused(
    {
      code: 'file_too_large',
      what: `The file is larger than ${largestUpload / 1024 / 1024} MB.`,
      means: 'Nothing was changed.',
      how: 'Send it in parts, or leave out columns that are not needed.',
    },
    413,
  )
