import { TextInput } from '@mantine/core'
import { getSession } from '../../../people/contract.ts'
import { DemoOffer } from '../../../ui/demo-offer.tsx'
import type { ContractForm } from '../../../ui/form.ts'
import { useAnswer } from '../../../ui/query.ts'
import type { addWebhook } from '../contract.ts'
import type { WebhookValues } from './add-webhook.tsx'

/** Where the webhook goes. In the demo that is this machine, and it offers an address there. */
export const AddressField = ({
  form,
}: {
  readonly form: ContractForm<typeof addWebhook, WebhookValues>['form']
}) => {
  const demo = useAnswer(getSession, {}).data?.demo
  return (
    <div>
      <TextInput
        label="Address"
        description={demo ? 'Of this machine: the demo reaches no other.' : 'Begins with https://'}
        required
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('address')}
      />
      {demo && (
        <DemoOffer
          says={`${demo.webhookAddress} takes webhooks and shows them.`}
          word="Use the demo address"
          onTake={() => form.setFieldValue('address', demo.webhookAddress)}
        />
      )}
    </div>
  )
}
