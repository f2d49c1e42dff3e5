import { Text } from '@mantine/core'
import { PageLink } from '../../../ui/links.tsx'

/** The way from the CRM page to the check-up. */
export const CheckUpLink = () => (
  <Text size="sm" c="dimmed" mt="md">
    Is something missing or not working? The{' '}
    <PageLink to="/settings/crm/check-up" inherit>
      check-up
    </PageLink>{' '}
    looks at permissions, hidden records, budget and this machine, and says what to do.
  </Text>
)
