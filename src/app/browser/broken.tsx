import { Button, Group } from '@mantine/core'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { ProblemCard } from '../../ui/problem.tsx'

/** A page failed to draw: our fault, and said so. The rest of the program still works. */
export const Broken = ({ error, reset }: ErrorComponentProps) => (
  <div>
    <h1 className="cw-title">Something went wrong</h1>
    <ProblemCard
      live
      problem={{
        code: error instanceof Error ? error.name : 'error',
        what: 'This page could not be shown. The mistake is ours.',
        means: 'Your data is not affected.',
        how: 'Load the page again. If it happens again, tell the person who runs Crosswalk what you were doing.',
      }}
      actions={
        <Group gap="xs">
          <Button size="xs" onClick={() => window.location.reload()}>
            Load again
          </Button>
          <Button size="xs" variant="default" onClick={reset}>
            Try without loading
          </Button>
        </Group>
      }
    />
  </div>
)
