import {
  MutationCache,
  QueryCache,
  QueryClient,
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import type { QueryKey, UseMutationResult, UseQueryResult } from '@tanstack/react-query'
import { notifications } from '@mantine/notifications'
import { useEffect, useRef } from 'react'
import type { Answer, Endpoint, Input } from '../base/endpoint.ts'
import { CallFailed, call } from './call.ts'

/** The key under which an answer is kept. */
export const keyOf = (endpoint: Endpoint, input: Record<string, unknown>): QueryKey => [endpoint.path, input]

/** Makes the store of answers. `signedOut` is told when the server no longer knows the session. */
export const makeQueryClient = (signedOut: () => void): QueryClient => {
  const notice = (error: unknown): void => {
    if (error instanceof CallFailed && error.status === 401) signedOut()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError: notice }),
    mutationCache: new MutationCache({ onError: notice }),
    defaultOptions: {
      queries: { staleTime: 5_000, retry: mayRetry, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}

/** Only a missing or broken answer is worth asking again; a refusal stays one. */
const mayRetry = (failures: number, error: unknown): boolean =>
  failures < 2 && !(error instanceof CallFailed && error.status >= 400 && error.status < 500)

/** How a question is asked. */
export interface AskOptions<E extends Endpoint> {
  readonly enabled?: boolean
  /** Ask again after so many milliseconds, or not, depending on the last answer. */
  readonly every?: (answer: Answer<E> | undefined) => number | false
  /** Keep showing the last answer while the one for a new input is on its way. */
  readonly keep?: boolean
}

/** The answer of an endpoint, asked when first needed and kept fresh. */
export const useAnswer = <E extends Endpoint>(
  endpoint: E,
  input: Input<E>,
  options: AskOptions<E> = {},
): UseQueryResult<Answer<E>, CallFailed> =>
  useQuery<Answer<E>, CallFailed>({
    queryKey: keyOf(endpoint, input),
    queryFn: ({ signal }) => call(endpoint, input, { signal }),
    enabled: options.enabled ?? true,
    refetchInterval: (query) => options.every?.(query.state.data) ?? false,
    ...(options.keep ? { placeholderData: keepPreviousData } : {}),
  })

/** How a deed reports. */
export interface DoOptions<E extends Endpoint> {
  /** Said in the corner when it worked. */
  readonly said?: string | ((answer: Answer<E>) => string)
  /** The place that shows a failure itself sets this, so that it is not said twice. */
  readonly showsFailure?: boolean
  readonly onDone?: (answer: Answer<E>) => void
}

/** A deed: `mutate(input)`. Whatever it changed, every answer on the page is asked for anew. */
export const useDo = <E extends Endpoint>(
  endpoint: E,
  options: DoOptions<E> = {},
): UseMutationResult<Answer<E>, CallFailed, Input<E>> =>
  useMutation<Answer<E>, CallFailed, Input<E>>({
    mutationFn: (input) => call(endpoint, input),
    onSuccess: async (answer, _input, _result, { client }) => {
      if (options.said !== undefined) {
        notifications.show({
          message: typeof options.said === 'string' ? options.said : options.said(answer),
        })
      }
      options.onDone?.(answer)
      await client.invalidateQueries()
    },
    onError: (error) => {
      if (!options.showsFailure) sayFailure(error)
    },
  })

/** Says in the corner what went wrong, for deeds that have no place of their own to say it. */
export const sayFailure = (error: CallFailed): void => {
  const { what, how } = error.failure
  notifications.show({ color: 'red', title: what, message: how ?? '', autoClose: 12_000 })
}

/** Asks for every answer on the page anew whenever `value` changes, such as when a run has ended. */
export const useRefreshOn = (value: string | undefined): void => {
  const client = useQueryClient()
  const last = useRef(value)
  useEffect(() => {
    if (last.current === value) return
    last.current = value
    void client.invalidateQueries()
  }, [client, value])
}
