import * as z from 'zod'
import { failure, type Endpoint } from '../../base/endpoint.ts'
import type { Route, Verb } from '../../db/door.ts'
import type { Entry } from '../../people/front-door.ts'

/** The API in OpenAPI 3.1, made from the contracts the server itself checks with. */

type Json = Record<string, unknown>

/** The parts of an OpenAPI document that ours has. */
export interface Document {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: Json
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly schema: unknown
}

export interface Operation {
  readonly summary: string
  readonly description: string
  readonly operationId: string
  readonly tags: readonly string[]
  readonly security: readonly Json[]
  readonly parameters: readonly Parameter[]
  readonly requestBody?: Json
  readonly responses: Json
}

/** One document for all routes and entries; every address the API answers is in it. */
export const openApi = (routes: readonly Route[], entries: readonly Entry[]): Document => {
  const paths: Record<string, Record<string, Operation>> = {}
  const add = (endpoint: Endpoint, verb: Verb | null): void => {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint, verb) }
  }
  for (const { endpoint } of entries) add(endpoint, null)
  for (const { endpoint, verb } of routes) add(endpoint, verb)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Crosswalk',
      version: '1',
      description:
        'Keeps a finance team’s contacts and account managers in step with Salesforce. Programs send an API key as "Authorization: Bearer cwk_…". A failure of any kind has the body described as Failure.',
    },
    servers: [{ url: '/api/v1' }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key from Settings → API keys.' },
        session: { type: 'apiKey', in: 'cookie', name: 'crosswalk', description: 'Given by signing in.' },
      },
      schemas: { Failure: schema(failure, 'output') },
    },
  }
}

const operation = (endpoint: Endpoint, verb: Verb | null): Operation => {
  const { properties, required } = schema(endpoint.input, 'input') as {
    properties?: Record<string, unknown>
    required?: string[]
  }
  const names = Object.keys(properties ?? {})
  const inPath = names.filter((name) => pathNames(endpoint).includes(name))
  const others = names.filter((name) => !inPath.includes(name))
  const inQuery = endpoint.method === 'GET' || endpoint.upload !== undefined ? others : []
  const inBody = inQuery.length > 0 || endpoint.method === 'GET' ? [] : others
  const parameter = (where: 'path' | 'query') => (name: string) => ({
    name,
    in: where,
    required: where === 'path' || (required ?? []).includes(name),
    schema: properties?.[name],
  })
  const body = bodyOf(
    endpoint,
    Object.fromEntries(inBody.map((name) => [name, properties?.[name]])),
    required ?? [],
  )
  return {
    summary: endpoint.summary,
    description: verb ? `For ${verb.roles.join(', ')} (${verb.name}).` : 'For anybody.',
    operationId: operationId(endpoint),
    tags: [endpoint.path.split('/')[1] ?? ''],
    security: verb ? [{ apiKey: [] }, { session: [] }] : [],
    parameters: [...inPath.map(parameter('path')), ...inQuery.map(parameter('query'))],
    ...(body ? { requestBody: body } : {}),
    responses: responses(endpoint),
  }
}

const bodyOf = (endpoint: Endpoint, properties: Json, required: readonly string[]): Json | null => {
  if (endpoint.upload !== undefined) {
    return {
      required: true,
      content: { [endpoint.upload]: { schema: { type: 'string', format: 'binary' } } },
    }
  }
  const names = Object.keys(properties)
  if (names.length === 0) return null
  const needed = names.filter((name) => required.includes(name))
  return {
    required: needed.length > 0,
    content: { 'application/json': { schema: { type: 'object', properties, required: needed } } },
  }
}

const responses = (endpoint: Endpoint): Json => ({
  '200': {
    description: 'Done.',
    content:
      endpoint.download === undefined
        ? { 'application/json': { schema: schema(endpoint.answer, 'output') } }
        : { [endpoint.download]: { schema: { type: 'string' } } },
  },
  default: {
    description: 'What went wrong, in words.',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } },
  },
})

const pathNames = (endpoint: Endpoint): string[] =>
  [...endpoint.path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '')

const operationId = ({ method, path }: Endpoint): string =>
  [method.toLowerCase(), ...path.split(/[^a-zA-Z0-9]+/).filter(Boolean)].join('_')

const schema = (type: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(type, { io, unrepresentable: 'any' })
  return rest
}
