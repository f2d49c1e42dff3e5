import { Button, Group, Text } from '@mantine/core'
import { useReader } from '../../ui/reader.tsx'
import type { CrmState } from './crm-state.ts'
import { MatchNumbers } from './match-numbers.tsx'

/** The pair of fields in force, with how many customers it finds. */
export const Identifier = ({ crm, onChange }: { readonly crm: CrmState; readonly onChange: () => void }) => {
  const { mayChange } = useReader()
  return (
    <>
      <Group justify="space-between" gap="xs" mb={8}>
        <Text size="sm">
          <strong>{crm.identifier?.customerFieldLabel}</strong> in billing equals{' '}
          <strong>{crm.identifier?.accountFieldLabel}</strong> in Salesforce.
        </Text>
        {mayChange && (
          <Button size="compact-sm" variant="default" aria-label="Change the field" onClick={onChange}>
            Change
          </Button>
        )}
      </Group>
      {crm.currentRun && crm.matches.not_connected ? (
        <Text size="sm" c="dimmed" role="status">
          We are looking for your customers in Salesforce.
        </Text>
      ) : (
        <MatchNumbers matches={crm.matches} />
      )}
    </>
  )
}
