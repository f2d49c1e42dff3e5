import { Text } from '@mantine/core'
import { PageLink } from '../../../ui/links.tsx'

/** The way from the CRM page to the brakes. */
export const SafetyLink = () => (
  <Text size="sm" c="dimmed" mt="md">
    How much may a sync change by itself? See{' '}
    <PageLink to="/settings/crm/safety" inherit>
      Safety
    </PageLink>
    .
  </Text>
)
