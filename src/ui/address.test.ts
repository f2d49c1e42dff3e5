import * as z from 'zod'
import { describe, expect, it } from 'vitest'
import { endpoint } from '../base/endpoint.ts'
import { parts } from './address.ts'

const rows = endpoint({
  method: 'GET',
  path: '/runs/:id/changes',
  summary: 'List',
  input: z.object({ id: z.string(), about: z.string().optional(), offset: z.number() }),
  answer: z.object({}),
})
const move = endpoint({
  method: 'DELETE',
  path: '/positions/:id',
  summary: 'Remove',
  input: z.object({ id: z.string(), moveTo: z.string().nullable() }),
  answer: z.object({}),
})
const file = endpoint({
  method: 'POST',
  path: '/uploads',
  summary: 'Upload',
  input: z.object({ kind: z.string(), name: z.string() }),
  answer: z.object({}),
  upload: 'text/csv',
})

describe('cutting an input into path, query and body', () => {
  it('puts what is left of a GET into the query and leaves out what is undefined', () => {
    expect(parts(rows, { id: 'a/b', about: undefined, offset: 0 })).toEqual({
      address: '/api/v1/runs/a%2Fb/changes?offset=0',
      body: null,
    })
  })

  it('keeps null in a body, because it means "none"', () => {
    expect(parts(move, { id: 'p1', moveTo: null })).toEqual({
      address: '/api/v1/positions/p1',
      body: { moveTo: null },
    })
  })

  it('leaves the body of an upload to the file', () => {
    expect(parts(file, { kind: 'customers', name: 'März & Co.csv' })).toEqual({
      address: '/api/v1/uploads?kind=customers&name=M%C3%A4rz+%26+Co.csv',
      body: null,
    })
  })

  it('refuses to ask without a path parameter', () => {
    expect(() => parts(rows, { offset: 0 })).toThrow('needs id')
  })
})
