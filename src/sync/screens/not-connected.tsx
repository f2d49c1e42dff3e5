import { Button, Text } from '@mantine/core'
import { StuckAtSalesforce } from '../../connections/screens/stuck.tsx'
import { useReader } from '../../ui/reader.tsx'
import { Section } from '../../ui/section.tsx'
import type { CrmState } from './crm-state.ts'

/** Nothing is connected: why one would, and the button. */
export const NotConnected = ({
  crm,
  onConnect,
}: {
  readonly crm: CrmState
  readonly onConnect: () => void
}) => {
  const { mayChange } = useReader()
  return (
    <Section title="Salesforce">
      <Text size="sm" mb="md">
        Connect Salesforce to keep the contacts and account managers of your customers up to date. Crosswalk
        only reads, and nothing changes here before you have seen the numbers.
      </Text>
      {mayChange && (
        <>
          <Button onClick={onConnect} mb="md">
            Connect
          </Button>
          <StuckAtSalesforce callbackUrl={crm.app.callbackUrl} />
        </>
      )}
    </Section>
  )
}
