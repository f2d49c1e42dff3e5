import { Text } from '@mantine/core'
import type { Answer } from '../../../base/endpoint.ts'
import { sources } from '../../../customers/screens/source-badge.tsx'
import { PageLink } from '../../../ui/links.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { count, figure } from '../../../ui/words.ts'
import type { getOverview } from '../contract.ts'
import { Bars, Picture } from './picture.tsx'

type Overview = Answer<typeof getOverview>

/** Which source feeds the contacts of how many customers. */
export const ContactSources = ({ customers, contacts }: Pick<Overview, 'customers' | 'contacts'>) => {
  const all = contacts.reduce((sum, one) => sum + one.contacts, 0)
  return (
    <Picture
      title="Where contacts come from"
      lead={`${count(all, 'contact')} at ${count(customers, 'customer')}.`}
      says=""
    >
      <Bars
        rows={contacts.map(({ source, customers: fed, contacts: people }) => ({
          key: source,
          label:
            source === 'none' ? (
              <Text size="sm" component="span">
                No contact at all
              </Text>
            ) : (
              <StateBadge state={sources[source]} />
            ),
          value: (
            <PageLink to="/customers" search={{ contactSource: source }} inherit>
              {count(fed, 'customer')}
            </PageLink>
          ),
          share: customers === 0 ? 0 : fed / customers,
          ...(source !== 'none' && { note: `${figure(people)} contacts` }),
        }))}
      />
    </Picture>
  )
}
