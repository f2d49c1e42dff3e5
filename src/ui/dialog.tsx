import { Button, Group, Modal } from '@mantine/core'
import type { ReactNode } from 'react'

interface DialogProps {
  readonly opened: boolean
  readonly onClose: () => void
  readonly title: string
  readonly size?: string
  readonly children: ReactNode
}

/** A dialog. Focus goes in and comes back; Escape closes. */
export const Dialog = ({ opened, onClose, title, size = 'md', children }: DialogProps) => (
  <Modal.Root opened={opened} onClose={onClose} size={size} centered>
    <Modal.Overlay backgroundOpacity={0.4} />
    <Modal.Content>
      {/* Not the <header> it would be: that counts as a second banner of the page. */}
      <Modal.Header component="div">
        <Modal.Title fw={600}>{title}</Modal.Title>
        <Modal.CloseButton aria-label="Close" />
      </Modal.Header>
      <Modal.Body>{children}</Modal.Body>
    </Modal.Content>
  </Modal.Root>
)

interface ConfirmProps extends DialogProps {
  /** The word on the button: the deed itself, never "OK". */
  readonly confirm: string
  readonly danger?: boolean
  readonly busy: boolean
  readonly disabled?: boolean
  readonly onConfirm: () => void
}

/** Asks before something is done that is not easily undone. The children name what it touches, in numbers. */
export const Confirm = ({
  confirm,
  danger = false,
  busy,
  disabled = false,
  onConfirm,
  ...dialog
}: ConfirmProps) => (
  <Dialog {...dialog}>
    {dialog.children}
    <Group justify="flex-end" mt="lg" gap="xs">
      <Button variant="default" onClick={dialog.onClose}>
        Cancel
      </Button>
      <Button {...(danger ? { color: 'red' } : {})} loading={busy} disabled={disabled} onClick={onConfirm}>
        {confirm}
      </Button>
    </Group>
  </Dialog>
)
