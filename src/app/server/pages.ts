import { existsSync } from 'node:fs'
import { join } from 'node:path'
import serveFiles from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { noSuchAddress } from './failures.ts'
import type { House } from './house.ts'

/** The built screens. Any address a browser asks for that is not a file or the API is theirs to draw. */
export const mountPages = async (app: FastifyInstance, { browserFolder }: House): Promise<void> => {
  const built = browserFolder !== null && existsSync(join(browserFolder, 'index.html'))
  if (built) {
    await app.register(serveFiles, {
      root: browserFolder,
      index: false,
      wildcard: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        // Vite puts a hash of the content into these names, so they never change.
        const fixed = path.startsWith(join(browserFolder, 'assets'))
        void reply.header('cache-control', fixed ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
    // The files would answer "forbidden" for the folder itself.
    app.get('/', (_request, reply) => sendScreens(reply))
  }
  app.setNotFoundHandler((request, reply) => {
    const forScreens = request.method === 'GET' && !/^\/(api|oauth)(\/|$)/.test(request.url)
    if (!forScreens || !request.headers.accept?.includes('text/html'))
      return reply.status(404).send(noSuchAddress)
    if (!built)
      return reply
        .status(503)
        .type('text/plain')
        .send('The screens are not built yet: start with "npm start".\n')
    return sendScreens(reply)
  })
}

const sendScreens = (reply: FastifyReply): FastifyReply =>
  reply.type('text/html').header('cache-control', 'no-cache').sendFile('index.html')
