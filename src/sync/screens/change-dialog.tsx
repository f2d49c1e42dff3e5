import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Confirm } from '../../ui/dialog.tsx'
import type { Input } from '../../base/endpoint.ts'
import type { startPreview } from '../previews/contract.ts'
import { SeeChanges } from '../previews/screens/see-changes.tsx'

interface ChangeDialogProps {
  readonly title: string
  /** What becomes of the customers. */
  readonly children: ReactNode
  /** The settings as they would be, for the preview. */
  readonly settings: NonNullable<Input<typeof startPreview>['settings']>
  readonly busy: boolean
  readonly onClose: () => void
  readonly onConfirm: () => void
}

/** Asks before a setting changes customers, and shows on demand what exactly it would change. */
export const ChangeDialog = ({ title, children, settings, ...confirm }: ChangeDialogProps) => (
  <Confirm opened title={title} confirm="Change" {...confirm}>
    <Stack gap="sm" align="flex-start">
      <Text size="sm">{children}</Text>
      <Text size="sm">A run follows at once.</Text>
      <SeeChanges settings={settings} size="xs" />
    </Stack>
  </Confirm>
)
