import { Button, Skeleton, Stack, VisuallyHidden } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { CallFailed } from './call.ts'
import { ProblemCard } from './problem.tsx'

interface AnsweredProps<A> {
  readonly asked: UseQueryResult<A, CallFailed>
  readonly children: (answer: A) => ReactNode
}

/** Draws an answer when it is there, the wait until then, and a failure with a way to try again. */
export const Answered = <A,>({ asked, children }: AnsweredProps<A>) => {
  if (asked.data === undefined) return asked.error ? <Failed asked={asked} /> : <Loading />
  return (
    <>
      {asked.error && <Failed asked={asked} />}
      {children(asked.data)}
    </>
  )
}

const Failed = <A,>({ asked }: { readonly asked: UseQueryResult<A, CallFailed> }) =>
  asked.error && (
    <div className="cw-gap">
      <ProblemCard
        live
        problem={asked.error.failure}
        actions={
          <Button size="xs" variant="default" loading={asked.isFetching} onClick={() => void asked.refetch()}>
            Try again
          </Button>
        }
      />
    </div>
  )

/** The shape of a page on its way. */
export const Loading = () => (
  <Stack gap="sm" role="status" maw={720}>
    <VisuallyHidden>Loading</VisuallyHidden>
    <Skeleton height={18} width="40%" />
    <Skeleton height={64} />
    <Skeleton height={64} />
  </Stack>
)
