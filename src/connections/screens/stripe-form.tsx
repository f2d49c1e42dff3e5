import { Button, Code, List, PasswordInput, Stack, Text } from '@mantine/core'
import { useContractForm } from '../../ui/form.ts'
import { ProblemCard } from '../../ui/problem.tsx'
import { Section } from '../../ui/section.tsx'
import { connectStripe } from '../contract.ts'

/** Takes a restricted key of Stripe and starts a first read. */
export const StripeForm = ({ again = false }: { readonly again?: boolean }) => {
  const { form, deed, problem, submit } = useContractForm(connectStripe, { apiKey: '' }, (values) => values, {
    said: 'Stripe is connected. We are reading your customers.',
    onDone: () => form.reset(),
  })
  return (
    <Section
      title={again ? 'New Stripe key' : 'Stripe'}
      lead="Crosswalk only reads. A restricted key is enough."
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm" align="flex-start">
          {problem && <ProblemCard live problem={problem} />}
          <List size="sm" type="ordered">
            <List.Item>In Stripe, open Developers, then API keys.</List.Item>
            <List.Item>
              Choose “Create restricted key” and give <strong>Customers</strong> the right{' '}
              <strong>Read</strong>.
            </List.Item>
            <List.Item>
              Copy the key. It starts with <Code className="cw-code">rk_</Code>.
            </List.Item>
          </List>
          <PasswordInput
            w="100%"
            label="Restricted key"
            autoComplete="off"
            required
            {...form.getInputProps('apiKey')}
          />
          <Text size="xs" c="dimmed">
            We try the key before we keep it, and seal it on this machine.
          </Text>
          <Button type="submit" loading={deed.isPending}>
            Connect Stripe
          </Button>
        </Stack>
      </form>
    </Section>
  )
}
