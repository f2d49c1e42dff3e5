import { Text } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { Section } from '../../../ui/section.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'

const brakes = [
  {
    what: 'All records of a kind are gone',
    why: 'When accounts, contacts or users come back empty, a permission was lost far more often than every record.',
  },
  {
    what: 'A large part of the records is suddenly not shown',
    why: 'Salesforce still counts them, so they were hidden and not deleted.',
  },
  {
    what: 'Another Salesforce organization answers',
    why: 'Its records have nothing to do with your customers, such as those of a sandbox.',
  },
  {
    what: 'A receipt does not balance',
    why: 'Something that was read cannot be accounted for, so the plan cannot be trusted.',
  },
  {
    what: 'Something moved since a person looked',
    why: 'What is approved is carried out exactly as it was seen, or not at all.',
  },
] as const

const always = { word: 'Always on', tone: 'good', icon: IconLock } as const

/** The brakes nobody can switch off, each with its reason. */
export const AlwaysOn = () => (
  <Section title="Always held" lead="These cannot be switched off.">
    <ul className="cw-list cw-rows">
      {brakes.map(({ what, why }) => (
        <li key={what} className="cw-item">
          <div>
            <Text size="sm" fw={550}>
              {what}
            </Text>
            <Text size="sm" c="dimmed">
              {why}
            </Text>
          </div>
          <StateBadge state={always} />
        </li>
      ))}
    </ul>
  </Section>
)
