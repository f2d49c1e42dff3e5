import { Button, Text } from '@mantine/core'
import { IconWebhook } from '@tabler/icons-react'
import { useState } from 'react'
import { Answered } from '../../../ui/answered.tsx'
import type { Column } from '../../../ui/columns.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { PageLink } from '../../../ui/links.tsx'
import { useAnswer } from '../../../ui/query.ts'
import { useReader } from '../../../ui/reader.tsx'
import { OnlyAdmins, Section } from '../../../ui/section.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Table } from '../../../ui/table.tsx'
import { kindLabel } from '../../alerts/screens/kinds.ts'
import { listWebhooks } from '../contract.ts'
import { AddWebhook } from './add-webhook.tsx'
import { formatWords, webhookState, type Webhook } from './webhook-state.ts'

/** The systems that are told of alerts, and a way to add one. */
export const Webhooks = () => {
  const { mayChange } = useReader()
  const [adding, setAdding] = useState(false)
  const asked = useAnswer(listWebhooks, {}, { enabled: mayChange })
  const add = <Button onClick={() => setAdding(true)}>Add webhook</Button>
  return (
    <Section
      title="Webhooks"
      lead="Other systems that are told: a chat such as Slack, or a program of yours."
      bare
      actions={asked.data && asked.data.webhooks.length > 0 && add}
    >
      {mayChange ? (
        <Answered asked={asked}>
          {({ webhooks }) =>
            webhooks.length === 0 ? (
              <div className="cw-box">
                <Empty icon={IconWebhook} title="No webhooks" action={add}>
                  Add one with the address the other system gave you.
                </Empty>
              </div>
            ) : (
              <Table label="Webhooks" columns={columns} rows={webhooks} keyOf={({ id }) => id} />
            )
          }
        </Answered>
      ) : (
        <OnlyAdmins what="see and add webhooks" />
      )}
      <AddWebhook opened={adding} onClose={() => setAdding(false)} />
    </Section>
  )
}

const columns: Column<Webhook>[] = [
  {
    key: 'address',
    title: 'Address',
    width: 'minmax(0, 2fr)',
    cell: ({ id, address, format }) => (
      <div>
        <PageLink to="/settings/alerts/$id" params={{ id }} size="sm" fw={550}>
          {address}
        </PageLink>
        <Text size="xs" c="dimmed">
          {formatWords[format]}
        </Text>
      </div>
    ),
  },
  { key: 'state', title: 'State', width: '7rem', cell: (one) => <StateBadge state={webhookState(one)} /> },
  {
    key: 'kinds',
    title: 'Told of',
    width: 'minmax(0, 2fr)',
    cell: ({ kinds }) => kinds.map(kindLabel).join(', '),
  },
]
