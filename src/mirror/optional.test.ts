import { expect, test } from 'vitest'
import { chooseOptional } from './optional.ts'

const relations = { object: 'AccountContactRelation', fields: [] } as const
const has = new Map([['AccountContactRelation', relations] as const])
const hidden = new Map([['AccountContactRelation', null] as const])

test('relations are read where they were chosen and are there', () => {
  expect(chooseOptional({ relatedContacts: true }, has)).toEqual({
    read: ['AccountContactRelation'],
    problems: [],
  })
})

test('where nobody chose them, they are neither read nor missed', () => {
  for (const described of [has, hidden, new Map()])
    expect(chooseOptional({ relatedContacts: false }, described)).toEqual({ read: [], problems: [] })
})

test.each([
  ['hidden', hidden],
  ['not in the org', new Map()],
])('chosen and %s, they are not read, and it is said', (_, described) => {
  const { read, problems } = chooseOptional({ relatedContacts: true }, described)
  expect(read).toEqual([])
  expect(problems).toMatchObject([{ code: 'relations_hidden', who: 'A Salesforce admin' }])
})
