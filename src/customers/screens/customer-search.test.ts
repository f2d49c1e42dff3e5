import { describe, expect, it } from 'vitest'
import { readCustomerSearch } from './customer-search.ts'

describe('reading the address of the customer list', () => {
  it('keeps what it knows', () => {
    expect(
      readCustomerSearch({ search: 'acme', match: 'not_found', accountManager: 'none', sort: '-contacts' }),
    ).toEqual({
      search: 'acme',
      match: 'not_found',
      accountManager: 'none',
      sort: '-contacts',
    })
  })

  it('takes a number typed into the search as text', () => {
    expect(readCustomerSearch({ search: 4711 })).toEqual({ search: '4711' })
  })

  it('leaves out what the contract does not know', () => {
    expect(readCustomerSearch({ match: 'lost', sort: 'colour', page: 3, search: '  ' })).toEqual({})
  })
})
