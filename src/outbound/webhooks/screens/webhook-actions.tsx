import { Button, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Confirm, Dialog } from '../../../ui/dialog.tsx'
import { useDo } from '../../../ui/query.ts'
import { removeWebhook, rotateWebhook } from '../contract.ts'
import { Secret } from './add-webhook.tsx'
import type { Webhook } from './webhook-state.ts'

/** Asks, then makes a new secret and shows it, this once. */
export const RotateSecret = ({ webhook }: { readonly webhook: Webhook }) => {
  const [asking, setAsking] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const rotate = useDo(rotateWebhook, {
    onDone: (answer) => {
      setAsking(false)
      setSecret(answer.secret)
    },
  })
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        New signing secret
      </Button>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title="Make a new signing secret?"
        confirm="Make new secret"
        busy={rotate.isPending}
        onConfirm={() => rotate.mutate({ id: webhook.id })}
      >
        <Text size="sm">
          For 24 hours messages are signed with both, so that the other system can change over. After that the
          old secret proves nothing.
        </Text>
      </Confirm>
      <Dialog opened={secret !== null} onClose={() => setSecret(null)} title="New signing secret">
        <Secret secret={secret ?? ''} onClose={() => setSecret(null)} />
      </Dialog>
    </>
  )
}

/** Asks, then removes the webhook. */
export const RemoveWebhook = ({ webhook }: { readonly webhook: Webhook }) => {
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const remove = useDo(removeWebhook, {
    said: 'The webhook is removed.',
    onDone: () => void navigate({ to: '/settings/alerts' }),
  })
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        Remove webhook
      </Button>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title="Remove this webhook?"
        confirm="Remove webhook"
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ id: webhook.id })}
      >
        <Text size="sm">
          {webhook.address} is told no more, and the list of what was sent to it goes too.
        </Text>
      </Confirm>
    </>
  )
}
