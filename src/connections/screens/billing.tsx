import { Stack, Text } from '@mantine/core'
import type { Answer } from '../../base/endpoint.ts'
import { Answered } from '../../ui/answered.tsx'
import { ButtonLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'
import { useAnswer } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { OnlyAdmins, Section } from '../../ui/section.tsx'
import { getBilling } from '../contract.ts'
import { BillingConnection } from './billing-connection.tsx'
import { ReadingNow } from './reading-now.tsx'
import { StripeForm } from './stripe-form.tsx'

/** Settings → Billing: where the customers come from. */
export const Billing = () => {
  const { mayChange } = useReader()
  return (
    <Page
      title="Billing"
      lead="Your customers come from here. Until Salesforce feeds contacts, contacts come from here too."
    >
      {!mayChange && <OnlyAdmins what="connect or disconnect a billing tool" />}
      <ReadingNow />
      <Answered asked={useAnswer(getBilling, {})}>
        {({ connections }) => <Connections connections={connections} />}
      </Answered>
    </Page>
  )
}

const Connections = ({ connections }: Answer<typeof getBilling>) => {
  const { mayChange } = useReader()
  const stripe = connections.some(({ tool }) => tool === 'stripe')
  return (
    <>
      {connections.map((connection) => (
        <BillingConnection key={connection.tool} connection={connection} />
      ))}
      {connections.length === 0 && !mayChange && <Text size="sm">No billing tool is connected yet.</Text>}
      {mayChange && !stripe && <StripeForm />}
      {mayChange && <CsvOffer />}
    </>
  )
}

const CsvOffer = () => (
  <Section
    title="CSV file"
    lead="Upload customers or contacts from any other tool. You see what would change before anything does."
  >
    <Stack align="flex-start" gap="xs">
      <Text size="sm">Extra columns become fields you can add under Custom fields.</Text>
      <ButtonLink to="/settings/billing/upload" variant="default">
        Upload a CSV file
      </ButtonLink>
    </Stack>
  </Section>
)
