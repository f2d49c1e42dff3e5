import { Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Confirm } from '../../ui/dialog.tsx'
import { useDo } from '../../ui/query.ts'
import { disconnectSalesforce } from '../contract.ts'
import { KeepOrClear } from './keep-or-clear.tsx'
import type { Afterwards } from './keep-or-clear.tsx'

interface DisconnectProps {
  readonly orgName: string
  /** Account managers come from Salesforce now, so their future has to be chosen. */
  readonly accountManagers: boolean
  /** What becomes of contacts, in numbers; null when they do not come from Salesforce. */
  readonly contacts: string | null
  readonly opened: boolean
  readonly onClose: () => void
}

/** Asks before the tokens are destroyed. */
export const DisconnectSalesforce = ({
  orgName,
  accountManagers,
  contacts,
  opened,
  onClose,
}: DisconnectProps) => {
  const [afterwards, setAfterwards] = useState<Afterwards>('keep')
  const disconnect = useDo(disconnectSalesforce, { said: 'Salesforce is disconnected.', onDone: onClose })
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title="Disconnect Salesforce?"
      confirm="Disconnect"
      danger
      busy={disconnect.isPending}
      onConfirm={() => disconnect.mutate({ accountManagers: afterwards })}
    >
      <Stack gap="sm">
        <Text size="sm">
          Crosswalk gives its access to {orgName} back and forgets it. Syncing stops. Main contacts and
          positions chosen here are kept for the day you connect again.
        </Text>
        {contacts !== null && <Text size="sm">{contacts}</Text>}
        {accountManagers && <KeepOrClear value={afterwards} onChange={setAfterwards} />}
      </Stack>
    </Confirm>
  )
}
