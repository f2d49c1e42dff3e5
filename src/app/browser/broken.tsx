import { Button, Group } from '@mantine/core'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { ProblemCard } from '../../ui/problem.tsx'
import { PageNotLoaded, answers } from './page-load.ts'

/** A page failed to draw, or did not arrive. The rest of the program still works. */
export const Broken = ({ error, reset }: ErrorComponentProps) => {
  const away = error instanceof PageNotLoaded
  return (
    <div>
      <h1 className="cw-title">{away ? 'This page did not load' : 'Something went wrong'}</h1>
      <ProblemCard
        live
        problem={away ? notLoaded : ours(error)}
        actions={
          <Group gap="xs">
            <Button size="xs" onClick={() => void loadAgain()}>
              Load again
            </Button>
            {!away && (
              <Button size="xs" variant="default" onClick={reset}>
                Try without loading
              </Button>
            )}
          </Group>
        }
      />
    </div>
  )
}

/** Loading while nobody answers would leave an empty window. */
const loadAgain = async (): Promise<void> => {
  if (await answers()) window.location.reload()
}

const notLoaded = {
  code: 'no_answer',
  what: 'Crosswalk did not answer.',
  means: 'Your data is not affected.',
  how: 'Check your network and that Crosswalk is running, then choose Load again.',
}

const ours = (error: unknown) => ({
  code: error instanceof Error ? error.name : 'error',
  what: 'This page could not be shown. The mistake is ours.',
  means: 'Your data is not affected.',
  how: 'Load the page again. If it happens again, tell the person who runs Crosswalk what you were doing.',
})
