import { IconCircleCheck, IconFlask, IconPlugConnectedX } from '@tabler/icons-react'
import { Group } from '@mantine/core'
import { CopyId } from '../../ui/copy.tsx'
import { OutLink } from '../../ui/out-link.tsx'
import { Line, Lines, Section } from '../../ui/section.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { When } from '../../ui/when.tsx'
import type { CrmState } from './crm-state.ts'

/** Which org is connected, by whom, and when it is read. */
export const ConnectionFacts = ({ crm }: { readonly crm: CrmState }) => {
  const { connection, lastSync, schedule } = crm
  if (connection === null) return null
  return (
    <Section
      title="Salesforce"
      actions={
        <Group gap={6}>
          {connection.sandbox && (
            <StateBadge state={{ word: 'Sandbox org', tone: 'calm', icon: IconFlask }} />
          )}
          <StateBadge
            state={
              connection.state === 'connected'
                ? { word: 'Connected', tone: 'good', icon: IconCircleCheck }
                : { word: 'Sign-in needed', tone: 'bad', icon: IconPlugConnectedX }
            }
          />
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
        <Line label="Reads as">{connection.salesforceUser}</Line>
        <Line label="Connected">
          <When at={connection.connectedAt} /> by {connection.connectedBy}
        </Line>
        <Line label="Last sync">{lastSync?.finishedAt ? <When at={lastSync.finishedAt} /> : 'Not yet'}</Line>
        <Line label="Next sync">
          {schedule.nextAt === null ? 'Not planned' : <When at={schedule.nextAt} />}
        </Line>
      </Lines>
    </Section>
  )
}
