import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type * as z from 'zod'
import { Fault, OutOfBudget, TryLater } from '../../base/errors.ts'
import type { Failure } from '../../base/endpoint.ts'
import { diskFull } from '../../db/disk-full.ts'

/** From what went wrong to the answer a person can read. Whatever is not a `Fault` is ours: logged whole, shown never. */

/** The input did not fit the contract. `status` is 400. */
export class BadInput extends Error {
  readonly fields: { path: string; what: string }[]

  constructor(issues: readonly z.core.$ZodIssue[]) {
    super('The input does not fit.')
    this.name = 'BadInput'
    this.fields = issues.map(({ path, message }) => ({ path: path.join('.'), what: message }))
  }
}

/** Sends the failure, with a status. Fastify's error handler. */
export const sendFailure = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const { status, body } = failureOf(error, request.id)
  if (status >= 500 && !(error instanceof Fault)) request.log.error({ err: error }, 'our fault')
  const until =
    error instanceof TryLater ? error.retryAt : error instanceof OutOfBudget ? error.resumeAt : null
  if (until) void reply.header('retry-after', until.toUTCString())
  return reply.status(status).header('content-type', 'application/json; charset=utf-8').send(body)
}

const failureOf = (thrown: unknown, requestId: string): { status: number; body: Failure } => {
  const error = diskFull(thrown) ?? thrown
  if (error instanceof Fault) return { status: error.status, body: { error: { ...error.explanation } } }
  if (error instanceof BadInput) return { status: 400, body: { error: badInput(error.fields) } }
  const status = (error as Partial<FastifyError> | null)?.statusCode ?? 500
  if (status >= 400 && status < 500)
    return { status, body: { error: httpFailure(status, error as FastifyError) } }
  return {
    status: 500,
    body: {
      error: {
        code: 'internal',
        what: 'Something went wrong on our side.',
        how: `Try again. If it stays, the log has the details under request id ${requestId}.`,
      },
    },
  }
}

const badInput = (fields: { path: string; what: string }[]): Failure['error'] => ({
  code: 'bad_input',
  what: fields[0] ? `${fields[0].what}` : 'The input does not fit.',
  how: 'Correct what is marked and try again.',
  fields,
})

const httpFailure = (status: number, error: FastifyError): Failure['error'] => {
  if (status === 413) return { code: 'too_large', what: 'What was sent is larger than this address takes.' }
  if (status === 415)
    return { code: 'wrong_media_type', what: 'Send JSON, with Content-Type: application/json.' }
  if (status === 429)
    return {
      code: 'too_many_requests',
      what: 'Too many requests came from your address.',
      how: 'Wait a minute, then try again.',
    }
  return { code: 'bad_request', what: 'The request could not be read.', how: error.message }
}

/** There is nothing at this address. */
export const noSuchAddress: Failure = {
  error: {
    code: 'no_such_address',
    what: 'There is nothing at this address.',
    how: 'The API is described at /api/docs.',
  },
}
