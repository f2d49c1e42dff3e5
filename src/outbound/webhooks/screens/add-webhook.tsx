import { Button, Checkbox, Group, Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Answer } from '../../../base/endpoint.ts'
import { CopyField } from '../../../ui/copy.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { useContractForm } from '../../../ui/form.ts'
import { ProblemCard } from '../../../ui/problem.tsx'
import { kinds, type Kind } from '../../alerts/screens/kinds.ts'
import { addWebhook } from '../contract.ts'
import { AddressField } from './address-field.tsx'

interface AddWebhookProps {
  readonly opened: boolean
  readonly onClose: () => void
}

/** Adds a webhook and shows its secret, this once. */
export const AddWebhook = ({ opened, onClose }: AddWebhookProps) => (
  <Dialog opened={opened} onClose={onClose} title="Add webhook" size="lg">
    <Content onClose={onClose} />
  </Dialog>
)

const Content = ({ onClose }: { readonly onClose: () => void }) => {
  const [added, setAdded] = useState<Answer<typeof addWebhook> | null>(null)
  if (added === null) return <Fields onClose={onClose} onAdded={setAdded} />
  return added.secret === null ? (
    <Stack gap="sm">
      <Text size="sm">The webhook is added. Open it to send a test.</Text>
      <Done onClose={onClose} />
    </Stack>
  ) : (
    <Secret secret={added.secret} onClose={onClose} />
  )
}

const Done = ({ onClose }: { readonly onClose: () => void }) => (
  <Group justify="flex-end">
    <Button onClick={onClose}>Done</Button>
  </Group>
)

/** A signing secret, shown this once. */
export const Secret = ({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) => (
  <Stack gap="sm">
    <Text size="sm">
      Copy the signing secret now and give it to the other system, which proves with it that a message is
      ours. We cannot show it again.
    </Text>
    <CopyField label="Signing secret" name="signing secret" value={secret} />
    <Done onClose={onClose} />
  </Stack>
)

interface FieldsProps {
  readonly onClose: () => void
  readonly onAdded: (added: Answer<typeof addWebhook>) => void
}

/** The form as it is filled in. */
export interface WebhookValues extends Record<string, unknown> {
  address: string
  format: 'standard' | 'slack'
  kinds: Kind[]
}

const empty: WebhookValues = {
  address: '',
  format: 'standard',
  kinds: kinds.map(({ kind }) => kind).filter((kind) => kind !== 'weekly_summary'),
}

const Fields = ({ onClose, onAdded }: FieldsProps) => {
  const { form, deed, problem, submit } = useContractForm(addWebhook, empty, (values) => values, {
    onDone: onAdded,
    fieldOf: (code) => (code.startsWith('address_') ? 'address' : undefined),
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {problem && <ProblemCard live problem={problem} />}
        <AddressField form={form} />
        <Radio.Group label="What it understands" {...form.getInputProps('format')}>
          <Stack gap={6} mt={6}>
            <Radio value="standard" label="Signed JSON" description="Standard Webhooks, for programs." />
            <Radio
              value="slack"
              label="Slack"
              description="An incoming webhook of Slack or a chat like it."
            />
          </Stack>
        </Radio.Group>
        <Checkbox.Group label="Told of" {...form.getInputProps('kinds')}>
          <Stack gap={6} mt={6}>
            {kinds.map(({ kind, label }) => (
              <Checkbox key={kind} value={kind} label={label} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Group justify="flex-end" gap="xs" mt="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={deed.isPending}>
            Add webhook
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
