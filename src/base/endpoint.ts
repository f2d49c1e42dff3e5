import * as z from 'zod'

/**
 * The shape of one address of the HTTP API, declared once per noun in its `contract.ts`.
 *
 * From it come the server's check of what arrives, the type the screens use, and the OpenAPI document.
 * Contracts are safe to load in a browser: they import nothing but Zod and this file.
 */
export interface Endpoint<I extends z.ZodObject = z.ZodObject, A extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`. `:name` takes `name` out of the input. */
  readonly path: `/${string}`
  /** One clause for the API document, in the imperative. */
  readonly summary: string
  /**
   * Everything the caller says, in one object: path parameters, then the query (GET) or the JSON body.
   * Query values arrive as text, so numbers and booleans there use `z.coerce` or `z.stringbool`.
   */
  readonly input: I
  readonly answer: A
  /** The request body is this media type, streamed untouched, and the rest of the input travels in the query. */
  readonly upload?: string
  /** The answer is a file of this media type, not JSON. */
  readonly download?: string
}

/** What a caller passes. */
export type Input<E extends Endpoint> = z.input<E['input']>
/** What the server works with, after the check. */
export type Checked<E extends Endpoint> = z.output<E['input']>
/** What comes back. */
export type Answer<E extends Endpoint> = z.output<E['answer']>

/** Declares an endpoint, keeping its exact types. */
export const endpoint = <const E extends Endpoint>(declared: E): E => declared

/** The input of an endpoint that takes nothing. */
export const nothing = z.object({})
/** The answer of an endpoint that only does something. */
export const done = z.object({ ok: z.literal(true) })

/** An instant on the wire: ISO 8601, UTC. */
export const instant = z.iso.datetime()

/** The body of every answer that is not a success. */
export const failure = z.object({
  error: z.object({
    code: z.string(),
    what: z.string(),
    means: z.string().optional(),
    who: z.string().optional(),
    how: z.string().optional(),
    /** For refused input: one line per wrong field. */
    fields: z.array(z.object({ path: z.string(), what: z.string() })).optional(),
  }),
})
export type Failure = z.infer<typeof failure>
