import { Box, Group, Text, Title } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'

interface PageProps {
  readonly title: string
  /** One sentence under the title. */
  readonly lead?: ReactNode
  /** The primary action of the page, and at most one quiet one. */
  readonly actions?: ReactNode
  /** Above the title: the way back. */
  readonly back?: ReactNode
  readonly children: ReactNode
}

/** Whether a page has been shown before: then the next one was navigated to, and takes the focus. */
const visited = { yet: false }

/** One page: its title becomes the tab's title, and the heading takes the focus after a navigation. */
export const Page = ({ title, lead, actions, back, children }: PageProps) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Crosswalk`
  }, [title])
  useEffect(() => {
    if (visited.yet) heading.current?.focus({ preventScroll: true })
    visited.yet = true
  }, [])
  return (
    <Box>
      {back}
      <Group justify="space-between" align="flex-start" gap="sm" mb="lg">
        <Box flex="1 1 240px" maw={640} miw={0}>
          <Title order={1} ref={heading} tabIndex={-1} className="cw-title">
            {title}
          </Title>
          {lead !== undefined && (
            <Text c="dimmed" size="sm" mt={2}>
              {lead}
            </Text>
          )}
        </Box>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Box>
  )
}
