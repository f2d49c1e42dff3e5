import { Box, Text, Title } from '@mantine/core'
import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { Logo } from '../../ui/logo.tsx'

interface EntranceProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly children: ReactNode
}

/** The frame of the pages one sees before being signed in. */
export const Entrance = ({ title, lead, children }: EntranceProps) => {
  useEffect(() => {
    document.title = `${title} · Crosswalk`
  }, [title])
  return (
    <main className="cw-entrance">
      <Box mb="lg">
        <Logo />
      </Box>
      <div className="cw-box">
        <Title order={1} mb={4}>
          {title}
        </Title>
        {lead !== undefined && (
          <Text c="dimmed" size="sm" mb="md">
            {lead}
          </Text>
        )}
        {children}
      </div>
    </main>
  )
}
