import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '../../ui/look.css'
import '../../ui/table.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider, createRouter } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import * as z from 'zod'
import { getSession } from '../../people/contract.ts'
import { keyOf, makeQueryClient } from '../../ui/query.ts'
import { cssVariables, theme } from '../../ui/theme.ts'
import { routeTree } from './routes.tsx'
import { NotFound } from './not-found.tsx'
import { Broken } from './broken.tsx'

// What a contract leaves unsaid. Its own sentences come first.
z.config({
  customError: (issue) => {
    if (issue.code === 'too_small' && issue.origin === 'string') return 'Fill this in.'
    if (issue.code === 'too_big' && issue.origin === 'string')
      return `Use at most ${issue.maximum} characters.`
    return undefined
  },
})

const queryClient = makeQueryClient(() => {
  void queryClient.invalidateQueries({ queryKey: keyOf(getSession, {}) })
})

const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: Broken,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

const root = document.getElementById('root')
if (!root) throw new Error('The page has no root element.')
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Notifications position="bottom-right" autoClose={5_000} />
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
