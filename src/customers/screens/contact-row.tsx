import { Anchor, Button, Group, Select, Text } from '@mantine/core'
import { IconStarFilled } from '@tabler/icons-react'
import type { Answer } from '../../base/endpoint.ts'
import { OutLink } from '../../ui/out-link.tsx'
import { useDo } from '../../ui/query.ts'
import { StateBadge } from '../../ui/state-badge.tsx'
import { When } from '../../ui/when.tsx'
import { changeContact } from '../contract.ts'
import type { listPositions } from '../contract.ts'
import type { CustomerDetail } from './customer-detail.ts'
import { SourceBadge } from './source-badge.tsx'

type Contact = CustomerDetail['contacts'][number]

interface ContactRowProps {
  readonly contact: Contact
  readonly positions: Answer<typeof listPositions>['positions']
}

/** One contact. Only the main flag and the position are chosen here; the rest belongs to its source. */
export const ContactRow = ({ contact, positions }: ContactRowProps) => {
  const name = nameOf(contact)
  const change = useDo(changeContact, { said: 'Saved.' })
  return (
    <li className="cw-contact">
      <div className="cw-contact-who">
        <Group gap={8}>
          <Text fw={600} size="sm">
            {name}
          </Text>
          {contact.isMain && (
            <StateBadge state={{ word: 'Main contact', tone: 'good', icon: IconStarFilled }} />
          )}
          <SourceBadge source={contact.source} changedAt={contact.changedAt} />
        </Group>
        {contact.jobTitle !== null && <Text size="sm">{contact.jobTitle}</Text>}
        <Text size="sm" c="dimmed">
          <Anchor href={`mailto:${contact.email}`} inherit>
            {contact.email}
          </Anchor>
          {contact.phone !== null && (
            <>
              {' · '}
              <span className="cw-whole">{contact.phone}</span>
            </>
          )}
        </Text>
        <Text size="xs" c="dimmed" mt={2}>
          Changed <When at={contact.changedAt} />
          {contact.sourceUrl !== null && (
            <>
              {' · '}
              <OutLink href={contact.sourceUrl}>Open</OutLink>
            </>
          )}
        </Text>
      </div>
      <div className="cw-contact-does">
        <Select
          size="xs"
          aria-label={`Position of ${name}`}
          placeholder="No position"
          clearable
          clearButtonProps={{ 'aria-label': `Take position from ${name}` }}
          data={positions.map((position) => ({ value: position.id, label: position.name }))}
          value={contact.position?.id ?? null}
          onChange={(positionId) => change.mutate({ id: contact.id, positionId })}
        />
        <MainChoice
          contact={contact}
          name={name}
          busy={change.isPending}
          onChoose={(isMain) => change.mutate({ id: contact.id, isMain })}
        />
      </div>
    </li>
  )
}

interface MainChoiceProps {
  readonly contact: Contact
  readonly name: string
  readonly busy: boolean
  readonly onChoose: (isMain: boolean) => void
}

const MainChoice = ({ contact, name, busy, onChoose }: MainChoiceProps) => {
  if (!contact.isMain) {
    return (
      <Button
        size="compact-xs"
        variant="default"
        loading={busy}
        onClick={() => onChoose(true)}
        aria-label={`Make main contact: ${name}`}
      >
        Make main contact
      </Button>
    )
  }
  if (!contact.mainChosen) {
    return (
      <Text size="xs" c="dimmed">
        Main because it is the oldest
      </Text>
    )
  }
  return (
    <Button size="compact-xs" variant="subtle" loading={busy} onClick={() => onChoose(false)}>
      Go back to the oldest contact
    </Button>
  )
}

const nameOf = ({ firstName, lastName, email }: Contact): string => {
  const name = [firstName, lastName].filter((part) => part !== null && part !== '').join(' ')
  return name === '' ? email : name
}
