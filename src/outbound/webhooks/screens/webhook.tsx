import { Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconSend } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { Answered } from '../../../ui/answered.tsx'
import type { Column } from '../../../ui/columns.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { PageLink } from '../../../ui/links.tsx'
import { Page } from '../../../ui/page.tsx'
import { ProblemCard } from '../../../ui/problem.tsx'
import { useAnswer, useDo } from '../../../ui/query.ts'
import { useReader } from '../../../ui/reader.tsx'
import { OnlyAdmins, Section, SwitchRow } from '../../../ui/section.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { VirtualTable } from '../../../ui/virtual-table.tsx'
import { When } from '../../../ui/when.tsx'
import { kinds, withKind } from '../../alerts/screens/kinds.ts'
import { changeWebhook, listDeliveries, listWebhooks, sendAgain, testWebhook } from '../contract.ts'
import { RemoveWebhook, RotateSecret } from './webhook-actions.tsx'
import { deliveryStates, webhookState, type Delivery, type Webhook } from './webhook-state.ts'

/** One webhook: how it stands, what it is told, and what was sent to it. */
export const WebhookPage = () => {
  const { id } = useParams({ strict: false })
  const { mayChange } = useReader()
  const asked = useAnswer(listWebhooks, {}, { enabled: mayChange })
  const back = <PageLink to="/settings/alerts">Alerts</PageLink>
  if (!mayChange)
    return (
      <Page title="Webhook" back={back}>
        <OnlyAdmins what="see webhooks" />
      </Page>
    )
  return (
    <Answered asked={asked}>
      {({ webhooks }) => {
        const webhook = webhooks.find((one) => one.id === id)
        return webhook ? (
          <One webhook={webhook} />
        ) : (
          <Page title="Webhook" back={back}>
            <Text size="sm">There is no such webhook, or it was removed.</Text>
          </Page>
        )
      }}
    </Answered>
  )
}

const One = ({ webhook }: { readonly webhook: Webhook }) => (
  <Page
    title="Webhook"
    lead={webhook.address}
    back={<PageLink to="/settings/alerts">Alerts</PageLink>}
    actions={<SendTest webhook={webhook} />}
  >
    <Standing webhook={webhook} />
    <Kinds webhook={webhook} />
    <Section
      title="What was sent"
      lead="Kept for 90 days. What does not arrive is sent again for five days, under the same id."
      bare
    >
      <Deliveries webhook={webhook} />
    </Section>
    <Section title="Changes">
      <Group gap="xs">
        {webhook.format === 'standard' && <RotateSecret webhook={webhook} />}
        <RemoveWebhook webhook={webhook} />
      </Group>
    </Section>
  </Page>
)

const SendTest = ({ webhook }: { readonly webhook: Webhook }) => {
  const test = useDo(testWebhook, {
    said: ({ state, outcome }) =>
      state === 'delivered'
        ? `The test arrived. ${outcome ?? ''}`
        : `The test did not arrive. ${outcome ?? ''}`,
  })
  return (
    <Button loading={test.isPending} onClick={() => test.mutate({ id: webhook.id })}>
      Send a test
    </Button>
  )
}

const Standing = ({ webhook }: { readonly webhook: Webhook }) => {
  const change = useDo(changeWebhook, { said: 'Saved.' })
  const { id, disabledAt, disabledBecause, failingSince, createdBy, createdAt } = webhook
  return (
    <Section title="State" actions={<StateBadge state={webhookState(webhook)} />}>
      {disabledBecause !== null && (
        <ProblemCard
          kind={{ title: 'Switched off', icon: IconAlertTriangle }}
          problem={{
            code: 'webhook_disabled',
            what: disabledBecause,
            who: 'Whoever runs the other system',
            how: 'Send a test. When it arrives, switch the webhook on again.',
          }}
        />
      )}
      <SwitchRow
        label="On"
        sentence={
          failingSince !== null && disabledAt === null ? (
            <>
              Nothing has got through since <When at={failingSince} />. It is switched off after five days.
            </>
          ) : (
            <>
              Added <When at={createdAt} /> by {createdBy}.
            </>
          )
        }
        checked={disabledAt === null}
        disabled={change.isPending}
        onChange={(on) => change.mutate({ id, on })}
      />
    </Section>
  )
}

const Kinds = ({ webhook }: { readonly webhook: Webhook }) => {
  const change = useDo(changeWebhook, { said: 'Saved.' })
  return (
    <Section title="Told of">
      <Stack gap="sm">
        {kinds.map(({ kind, label, sentence }) => (
          <SwitchRow
            key={kind}
            label={label}
            sentence={sentence}
            checked={webhook.kinds.includes(kind)}
            // Told of nothing, it would better be switched off.
            disabled={change.isPending || (webhook.kinds.length === 1 && webhook.kinds[0] === kind)}
            onChange={(on) => change.mutate({ id: webhook.id, kinds: withKind(webhook.kinds, kind, on) })}
          />
        ))}
      </Stack>
    </Section>
  )
}

const Deliveries = ({ webhook }: { readonly webhook: Webhook }) => (
  <VirtualTable
    label="What was sent"
    listing={{
      endpoint: listDeliveries,
      input: { id: webhook.id },
      read: ({ total, deliveries }) => ({ total, rows: deliveries }),
    }}
    columns={columns}
    empty={
      <div className="cw-box">
        <Empty icon={IconSend} title="Nothing yet">
          Send a test to see whether the other system understands.
        </Empty>
      </div>
    }
  />
)

const columns: Column<Delivery>[] = [
  { key: 'title', title: 'Alert', width: 'minmax(0, 1.6fr)', cell: ({ title }) => title },
  { key: 'when', title: 'When', width: '7rem', cell: ({ createdAt }) => <When at={createdAt} /> },
  {
    key: 'state',
    title: 'State',
    width: '7rem',
    cell: ({ state }) => <StateBadge state={deliveryStates[state]} />,
  },
  {
    key: 'outcome',
    title: 'Last answer',
    width: 'minmax(0, 1.6fr)',
    cell: ({ outcome, nextAt, state }) => (
      <span>
        {outcome ?? 'Not tried yet.'}
        {state === 'waiting' && nextAt !== null && (
          <>
            {' '}
            Next try <When at={nextAt} />.
          </>
        )}
      </span>
    ),
  },
  { key: 'again', title: 'Actions', width: '7rem', end: true, cell: (row) => <SendAgain delivery={row} /> },
]

const SendAgain = ({ delivery }: { readonly delivery: Delivery }) => {
  const again = useDo(sendAgain, { said: ({ outcome }) => outcome ?? 'Sent.' })
  return (
    <Button
      size="xs"
      variant="default"
      loading={again.isPending}
      onClick={() => again.mutate({ id: delivery.id })}
      aria-label={`Send again: ${delivery.title}`}
    >
      Send again
    </Button>
  )
}
