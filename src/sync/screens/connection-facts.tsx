import { IconFlask } from '@tabler/icons-react'
import { Group, Text } from '@mantine/core'
import { standingOf } from '../../connections/screens/trouble.ts'
import { CopyId } from '../../ui/copy.tsx'
import { OutLink } from '../../ui/out-link.tsx'
import { Line, Lines, Section } from '../../ui/section.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { When } from '../../ui/when.tsx'
import type { CrmState } from './crm-state.ts'

/** Which org is connected, by whom, and when it is read. */
export const ConnectionFacts = ({ crm }: { readonly crm: CrmState }) => {
  const { connection, lastSync, schedule } = crm
  const { approvals } = crm.app
  if (connection === null) return null
  return (
    <Section
      title="Salesforce"
      actions={
        <Group gap={6}>
          {connection.sandbox && (
            <StateBadge state={{ word: 'Sandbox org', tone: 'calm', icon: IconFlask }} />
          )}
          <StateBadge state={standingOf(connection.state)} />
        </Group>
      }
    >
      <Lines>
        <Line label="Organization">
          {connection.orgName} <CopyId value={connection.orgId} name="organization id" />
        </Line>
        <Line label="Domain">
          <OutLink href={connection.instanceUrl}>{connection.domain}</OutLink>
        </Line>
        <Line label="Reads as">
          {connection.salesforceUser}
          {connection.way === 'integration_user' && ' (integration user)'}
        </Line>
        <Line label="Connected">
          <When at={connection.connectedAt} /> by {connection.connectedBy}
        </Line>
        {approvals !== null && connection.way === 'person' && approvals.alive >= approvals.most - 1 && (
          <Line label="Approvals">
            {approvals.alive} of {approvals.most} by this user
            <Text size="xs" c="dimmed">
              One more than {approvals.most} silently ends the oldest.
            </Text>
          </Line>
        )}
        <Line label="Last sync">{lastSync?.finishedAt ? <When at={lastSync.finishedAt} /> : 'Not yet'}</Line>
        <Line label="Next sync">
          {schedule.nextAt === null ? 'Not planned' : <When at={schedule.nextAt} />}
        </Line>
      </Lines>
    </Section>
  )
}
