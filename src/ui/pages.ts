import { useQueries } from '@tanstack/react-query'
import type { Answer, Endpoint, Input } from '../base/endpoint.ts'
import { call } from './call.ts'
import type { CallFailed } from './call.ts'
import { keyOf, useAnswer } from './query.ts'

/** Where the rows of a long list come from. */
export interface Listing<E extends Endpoint, R> {
  readonly endpoint: E
  /** Everything but offset and limit. */
  readonly input: Omit<Input<E>, 'offset' | 'limit'>
  readonly read: (answer: Answer<E>) => { readonly total: number; readonly rows: readonly R[] }
}

/** Rows asked for at once. */
const size = 100

const pageInput = <E extends Endpoint, R>(listing: Listing<E, R>, page: number): Input<E> =>
  ({ ...listing.input, offset: page * size, limit: size }) as Input<E>

/** The first page, which also knows how many rows there are. It keeps showing the last list while another is asked for. */
export const useFirstPage = <E extends Endpoint, R>(listing: Listing<E, R>) =>
  useAnswer(listing.endpoint, pageInput(listing, 0), { keep: true })

/** Which pages hold the rows from `first` to `last`. */
export const pagesOf = (first: number, last: number): number[] => {
  const from = Math.floor(first / size)
  return Array.from({ length: Math.floor(last / size) - from + 1 }, (_unused, index) => from + index)
}

/** Fetches further pages while they are in sight, and gives the row at an index, or undefined until it is here. */
export const useRows = <E extends Endpoint, R>(
  listing: Listing<E, R>,
  first: Answer<E> | undefined,
  pages: readonly number[],
): ((index: number) => R | undefined) => {
  const further = pages.filter((page) => page > 0)
  const answers = useQueries({
    queries: further.map((page) => ({
      queryKey: keyOf(listing.endpoint, pageInput(listing, page)),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call(listing.endpoint, pageInput(listing, page), { signal }),
    })),
  }) as readonly { data: Answer<E> | undefined; error: CallFailed | null }[]
  const byPage = new Map<number, readonly R[]>()
  if (first !== undefined) byPage.set(0, listing.read(first).rows)
  further.forEach((page, index) => {
    const data = answers[index]?.data
    if (data !== undefined) byPage.set(page, listing.read(data).rows)
  })
  return (index) => byPage.get(Math.floor(index / size))?.[index % size]
}
