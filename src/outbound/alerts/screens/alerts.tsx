import { Text } from '@mantine/core'
import {
  IconAlertTriangle,
  IconBell,
  IconCalendarStats,
  IconCircleCheck,
  IconFlask,
} from '@tabler/icons-react'
import type { Answer } from '../../../base/endpoint.ts'
import { Answered } from '../../../ui/answered.tsx'
import type { Column } from '../../../ui/columns.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { PageLink } from '../../../ui/links.tsx'
import { Page } from '../../../ui/page.tsx'
import { useAnswer } from '../../../ui/query.ts'
import { Line, Lines, Section } from '../../../ui/section.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import type { StateWords } from '../../../ui/state-badge.tsx'
import { Table } from '../../../ui/table.tsx'
import { When } from '../../../ui/when.tsx'
import { Webhooks } from '../../webhooks/screens/webhooks.tsx'
import { getAlerts } from '../contract.ts'
import { AlertSettings } from './alert-settings.tsx'
import { kindLabel } from './kinds.ts'
import { MailNote } from './mail-note.tsx'

type Alerts = Answer<typeof getAlerts>
type Alert = Alerts['alerts'][number]

/** Settings → Alerts: what is wrong now, when and whom Crosswalk tells, and what it told. */
export const AlertsPage = () => (
  <Page
    title="Alerts"
    lead="Crosswalk tells people and other systems when something is wrong: once, and once more when it is over."
  >
    <Answered asked={useAnswer(getAlerts, {}, { every: () => 30_000 })}>
      {(alerts) => (
        <>
          <Now alerts={alerts} />
          <AlertSettings settings={alerts.settings} />
          <Section title="E-mail">
            <MailNote mail={alerts.mail} />
            <Text size="sm" mt={6}>
              Everybody chooses for themselves under{' '}
              <PageLink to="/profile/notifications">Notifications</PageLink>.
            </Text>
          </Section>
          <Webhooks />
          <Told alerts={alerts.alerts} />
        </>
      )}
    </Answered>
  </Page>
)

const Now = ({ alerts: { raised } }: { readonly alerts: Alerts }) => (
  <Section title="Now">
    {raised.length === 0 ? (
      <StateBadge state={{ word: 'Nothing is wrong', tone: 'good', icon: IconCircleCheck }} />
    ) : (
      <Lines>
        {raised.map(({ kind, since }) => (
          <Line key={kind} label={kindLabel(kind)}>
            Since <When at={since} />
          </Line>
        ))}
      </Lines>
    )}
  </Section>
)

const changes: Readonly<Record<Alert['change'], StateWords>> = {
  raised: { word: 'Wrong', tone: 'warn', icon: IconAlertTriangle },
  recovered: { word: 'Over', tone: 'good', icon: IconCircleCheck },
  summary: { word: 'Summary', tone: 'calm', icon: IconCalendarStats },
  test: { word: 'Test', tone: 'calm', icon: IconFlask },
}

const Told = ({ alerts }: { readonly alerts: readonly Alert[] }) => (
  <Section title="What was told" bare>
    {alerts.length === 0 ? (
      <div className="cw-box">
        <Empty icon={IconBell} title="Nothing yet">
          When something goes wrong, it stands here, with how many it has reached.
        </Empty>
      </div>
    ) : (
      <Table label="What was told" columns={columns} rows={alerts} keyOf={({ id }) => id} />
    )}
  </Section>
)

const columns: Column<Alert>[] = [
  { key: 'title', title: 'Alert', width: 'minmax(0, 2fr)', cell: ({ title }) => title },
  {
    key: 'change',
    title: 'State',
    width: '7rem',
    cell: ({ change }) => <StateBadge state={changes[change]} />,
  },
  { key: 'at', title: 'When', width: '8rem', cell: ({ at }) => <When at={at} /> },
  {
    key: 'reached',
    title: 'Reached',
    width: '7rem',
    cell: ({ deliveries, delivered }) =>
      deliveries === 0 ? 'Nobody chose it' : `${delivered} of ${deliveries}`,
  },
]
