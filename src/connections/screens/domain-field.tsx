import { Text, TextInput } from '@mantine/core'
import { getSession } from '../../people/contract.ts'
import { DemoOffer } from '../../ui/demo-offer.tsx'
import type { ContractForm } from '../../ui/form.ts'
import { useAnswer } from '../../ui/query.ts'
import type { connectSalesforce } from '../contract.ts'
import type { ConnectValues } from './app-fields.tsx'

/** The My Domain, as people know it or as they paste it. */
export const DomainField = ({
  form,
}: {
  readonly form: ContractForm<typeof connectSalesforce, ConnectValues>['form']
}) => {
  const demo = useAnswer(getSession, {}).data?.demo
  // A pasted address brings its own ending.
  const suffix = !form.values.domain.includes('.')
  return (
    <div>
      <TextInput
        label="Salesforce domain"
        description="The part before .my.salesforce.com. You may also paste any address of your Salesforce."
        required
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('domain')}
        {...(suffix
          ? {
              rightSectionWidth: 152,
              rightSection: (
                <Text size="sm" c="dimmed">
                  .my.salesforce.com
                </Text>
              ),
            }
          : {})}
      />
      {demo && (
        <DemoOffer
          says={`The made-up company’s domain is ${demo.salesforceDomain}.`}
          word="Use the demo domain"
          onTake={() => form.setFieldValue('domain', demo.salesforceDomain)}
        />
      )}
    </div>
  )
}
