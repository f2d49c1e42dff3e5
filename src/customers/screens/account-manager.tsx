import { Group, Select, Stack, Text } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { listUsers } from '../../people/contract.ts'
import { useAnswer, useDo } from '../../ui/query.ts'
import { OwnerFlag } from '../../ui/owner-flag.tsx'
import { Section } from '../../ui/section.tsx'
import { assignAccountManager } from '../contract.ts'
import type { CustomerDetail } from './customer-detail.ts'
import { SourceBadge } from './source-badge.tsx'

/** Who looks after the customer, why, and the choice where it is open. */
export const AccountManager = ({ customer }: { readonly customer: CustomerDetail }) => {
  const { accountManager: manager, accountManagerLocked: locked } = customer
  return (
    <Section title="Account manager">
      <Stack gap="xs">
        {manager ? <Who manager={manager} locked={locked} /> : <Text size="sm">Nobody</Text>}
        {locked ? (
          <Text size="sm" c="dimmed" className="cw-with-icon">
            <IconLock size={14} aria-hidden /> The account owner in Salesforce decides. To change it, change
            the owner there.
          </Text>
        ) : (
          <Choice customer={customer} />
        )}
      </Stack>
    </Section>
  )
}

interface WhoProps {
  readonly manager: NonNullable<CustomerDetail['accountManager']>
  /** The line about the lock says why already. */
  readonly locked: boolean
}

const Who = ({ manager, locked }: WhoProps) => (
  <div>
    <Group gap={8}>
      <Text size="sm" fw={600}>
        {manager.name}
      </Text>
      <SourceBadge source={manager.source} />
      <OwnerFlag owner={manager} />
    </Group>
    {manager.email !== null && (
      <Text size="sm" c="dimmed">
        {manager.email}
      </Text>
    )}
    {!locked && (
      <Text size="sm" mt={4}>
        {manager.reason}
      </Text>
    )}
  </div>
)

const Choice = ({ customer }: { readonly customer: CustomerDetail }) => {
  const users = useAnswer(listUsers, {}).data?.users ?? []
  const assign = useDo(assignAccountManager, { said: 'Saved.' })
  return (
    <Select
      label="Assign by hand"
      placeholder="Nobody"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Assign nobody' }}
      nothingFoundMessage="Nobody of that name"
      data={users.map(({ id, name }) => ({ value: id, label: name }))}
      value={customer.accountManager?.id ?? null}
      onChange={(userId) => assign.mutate({ id: customer.id, userId })}
    />
  )
}
