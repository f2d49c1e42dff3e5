import { Button, CopyButton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type * as z from 'zod'
import type { checkUp as contract } from '../contract.ts'
import { reportText, summary } from './report.ts'

/** Puts the whole check-up on the clipboard as plain text, for a mail or a ticket. */
export const CopyReport = ({ checkUp }: { readonly checkUp: z.output<typeof contract> }) => {
  const { lines, at, by } = checkUp
  const text = `Crosswalk check-up of ${at}, by ${by}: ${summary(lines)}\n\n${reportText(lines)}`
  return (
    <CopyButton value={text} timeout={2_000}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          size="xs"
          onClick={copy}
          leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        >
          {copied ? 'Copied' : 'Copy report'}
        </Button>
      )}
    </CopyButton>
  )
}
