import { Button } from '@mantine/core'
import type { ButtonProps } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import type { Input } from '../../../base/endpoint.ts'
import { useDo } from '../../../ui/query.ts'
import { startPreview } from '../contract.ts'

interface SeeChangesProps extends Pick<ButtonProps, 'size' | 'variant' | 'disabled'> {
  /** How the settings would be; what is left out stays as it is. */
  readonly settings?: NonNullable<Input<typeof startPreview>['settings']>
  /** `everything` reads the billing tool and Salesforce first. */
  readonly read?: 'everything' | 'nothing'
  readonly children?: string
}

/** Starts a preview and goes to it: every change, before any is made. */
export const SeeChanges = ({
  settings = {},
  read = 'nothing',
  variant = 'default',
  children = 'See every change first',
  ...button
}: SeeChangesProps) => {
  const navigate = useNavigate()
  const start = useDo(startPreview, {
    onDone: ({ run }) => void navigate({ to: '/activity/$id', params: { id: run.id } }),
  })
  return (
    <Button
      {...button}
      variant={variant}
      leftSection={<IconEye size={15} aria-hidden />}
      loading={start.isPending}
      onClick={() => start.mutate({ settings, read })}
    >
      {children}
    </Button>
  )
}
