import { Group, Text } from '@mantine/core'
import { OutLink } from '../../ui/out-link.tsx'
import { Section } from '../../ui/section.tsx'
import type { CustomerDetail } from './customer-detail.ts'
import { SourceBadge } from './source-badge.tsx'

/** Contacts the source has and Crosswalk left out, each with the reason. */
export const SkippedContacts = ({ skipped }: { readonly skipped: CustomerDetail['skipped'] }) =>
  skipped.length > 0 && (
    <Section title="Left out" lead="The source has these contacts, but they cannot be used.">
      <ul className="cw-list cw-rows">
        {skipped.map((contact) => (
          <li key={contact.sourceId}>
            <Group gap={8}>
              <Text size="sm" fw={550}>
                {contact.name}
              </Text>
              <SourceBadge source={contact.source} />
            </Group>
            <Text size="sm">{contact.reason}</Text>
            {contact.sourceUrl !== null && (
              <Text size="sm">
                <OutLink href={contact.sourceUrl}>Mend it at the source</OutLink>
              </Text>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
