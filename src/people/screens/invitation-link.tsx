import { Button, Group, Stack, Text } from '@mantine/core'
import type { Answer } from '../../base/endpoint.ts'
import { CopyField } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { When } from '../../ui/when.tsx'
import type { inviteUser } from '../contract.ts'

interface InvitationLinkProps {
  readonly invitation: Answer<typeof inviteUser> | null
  readonly onClose: () => void
}

/** Shows the link of a new invitation, this once. */
export const InvitationLink = ({ invitation, onClose }: InvitationLinkProps) => (
  <Dialog opened={invitation !== null} onClose={onClose} title="Invitation link">
    {invitation && (
      <Stack gap="sm">
        <Text size="sm">
          Send this link to the person. Whoever has it can join in their name, and we show it only now. It
          ends <When at={invitation.expiresAt} />.
        </Text>
        <CopyField label="Link" name="link" value={invitation.link} />
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    )}
  </Dialog>
)
