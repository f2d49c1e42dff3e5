import { Button, Group, Text } from '@mantine/core'
import { IconCircleCheck, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import type { Answer } from '../../base/endpoint.ts'
import { startSync } from '../../sync/contract.ts'
import { Confirm } from '../../ui/dialog.tsx'
import { PageLink } from '../../ui/links.tsx'
import { ProblemCard } from '../../ui/problem.tsx'
import { useDo } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { Line, Lines, Section } from '../../ui/section.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import type { StateWords } from '../../ui/state-badge.tsx'
import { When } from '../../ui/when.tsx'
import { count } from '../../ui/words.ts'
import { disconnectBilling } from '../contract.ts'
import type { getBilling } from '../contract.ts'
import { useRunNow } from './reading-now.tsx'
import { StripeForm } from './stripe-form.tsx'

type Connection = Answer<typeof getBilling>['connections'][number]

/** How a grant of access stands, in words. */
export const connectionStates: Readonly<Record<Connection['state'], StateWords>> = {
  connected: { word: 'Connected', tone: 'good', icon: IconCircleCheck },
  sign_in_needed: { word: 'New key needed', tone: 'bad', icon: IconPlugConnectedX },
}

/** One connected billing tool. */
export const BillingConnection = ({ connection }: { readonly connection: Connection }) => (
  <>
    <Section title={connection.title} actions={<StateBadge state={connectionStates[connection.state]} />}>
      {connection.problem && (
        <div className="cw-gap">
          <ProblemCard problem={connection.problem} />
        </div>
      )}
      <Facts connection={connection} />
      <Deeds connection={connection} />
    </Section>
    {connection.tool === 'stripe' && connection.state === 'sign_in_needed' && !connection.fromEnvironment && (
      <StripeForm again />
    )}
  </>
)

const Facts = ({ connection }: { readonly connection: Connection }) => (
  <Lines>
    <Line label="Account">{connection.accountName}</Line>
    {connection.keyHint !== null && (
      <Line label="Key">
        {connection.keyHint}
        {connection.fromEnvironment && ', set where Crosswalk runs'}
      </Line>
    )}
    <Line label="Customers">
      <PageLink to="/customers" inherit>
        {count(connection.customers, 'customer')}
      </PageLink>
      , {count(connection.contacts, 'contact')}
    </Line>
    <Line label="Last read">
      {connection.lastReadAt === null ? 'Not yet' : <When at={connection.lastReadAt} />}
    </Line>
    <Line label="Connected">
      <When at={connection.connectedAt} />
      {connection.connectedBy !== null && ` by ${connection.connectedBy}`}
    </Line>
  </Lines>
)

const Deeds = ({ connection }: { readonly connection: Connection }) => {
  const { mayChange } = useReader()
  const [leaving, setLeaving] = useState(false)
  const running = useRunNow() !== null
  const read = useDo(startSync, {
    said: ({ started }) => (started ? 'Reading has started.' : 'A run is already under way.'),
  })
  if (!mayChange) return null
  return (
    <Group gap="xs" mt="md">
      {connection.tool === 'stripe' && (
        <Button
          variant="default"
          leftSection={<IconRefresh size={15} aria-hidden />}
          loading={read.isPending}
          disabled={running}
          onClick={() => read.mutate({ read: 'billing' })}
        >
          Read again now
        </Button>
      )}
      {!connection.fromEnvironment && (
        <Button
          variant="default"
          aria-label={`Disconnect ${connection.title}`}
          onClick={() => setLeaving(true)}
        >
          Disconnect
        </Button>
      )}
      <Disconnect connection={connection} opened={leaving} onClose={() => setLeaving(false)} />
    </Group>
  )
}

interface DisconnectProps {
  readonly connection: Connection
  readonly opened: boolean
  readonly onClose: () => void
}

const Disconnect = ({ connection, opened, onClose }: DisconnectProps) => {
  const disconnect = useDo(disconnectBilling, {
    said: `${connection.title} is disconnected.`,
    onDone: onClose,
  })
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={`Disconnect ${connection.title}?`}
      confirm="Disconnect"
      danger
      busy={disconnect.isPending}
      onConfirm={() => disconnect.mutate({ tool: connection.tool })}
    >
      <Text size="sm">
        {count(connection.customers, 'customer')} and {count(connection.contacts, 'contact')} stay as they are
        now. They no longer follow {connection.title}, until you connect a billing tool again.
      </Text>
    </Confirm>
  )
}
