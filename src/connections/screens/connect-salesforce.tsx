import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import type { Answer } from '../../base/endpoint.ts'
import { getSession } from '../../people/contract.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { useContractForm } from '../../ui/form.ts'
import type { ContractForm } from '../../ui/form.ts'
import { ProblemCard } from '../../ui/problem.tsx'
import { useAnswer } from '../../ui/query.ts'
import { connectSalesforce } from '../contract.ts'
import type { crmApp } from '../contract.ts'
import type * as z from 'zod'
import { MakeApp } from './make-app.tsx'
import { StuckAtSalesforce } from './stuck.tsx'

export type CrmApp = z.infer<typeof crmApp>

interface ConnectProps {
  readonly app: CrmApp
  /** The domain of the connection there is, when one signs in again. */
  readonly domain?: string
  readonly opened: boolean
  readonly onClose: () => void
}

/** Asks for the domain, and at first use for the app, then goes to Salesforce's own page. */
export const ConnectSalesforce = ({ opened, onClose, ...rest }: ConnectProps) => (
  <Dialog opened={opened} onClose={onClose} title="Connect Salesforce" size={rest.app.ready ? 'md' : 'lg'}>
    <Fields {...rest} onClose={onClose} />
  </Dialog>
)

interface Values extends Record<string, unknown> {
  readonly domain: string
  readonly clientId: string
  readonly clientSecret: string
}

const said = (text: string): string | undefined => (text.trim() === '' ? undefined : text)

const missing = ({ clientId, clientSecret }: Values): Record<string, string> => ({
  ...(said(clientId) === undefined ? { clientId: 'Paste the consumer key of your app.' } : {}),
  ...(said(clientSecret) === undefined ? { clientSecret: 'Paste the consumer secret of your app.' } : {}),
})

const Fields = ({ app, domain = '', onClose }: Omit<ConnectProps, 'opened'>) => {
  const connect = useContractForm(
    connectSalesforce,
    { domain, clientId: '', clientSecret: '' } as Values,
    (values) => ({
      domain: values.domain,
      clientId: said(values.clientId),
      clientSecret: said(values.clientSecret),
    }),
    {
      ...(app.ready ? {} : { check: missing }),
      fieldOf: (code) => (code.startsWith('domain_') ? 'domain' : undefined),
      onDone: ({ authorizeUrl }: Answer<typeof connectSalesforce>) => window.location.assign(authorizeUrl),
    },
  )
  const { deed, problem, submit } = connect
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem && <ProblemCard live problem={problem} />}
        <DomainField connect={connect} />
        {!app.ready && (
          <>
            <MakeApp callbackUrl={app.callbackUrl} />
            <AppFields connect={connect} />
          </>
        )}
        <StuckAtSalesforce callbackUrl={app.callbackUrl} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={deed.isPending || deed.isSuccess}>
            Continue to Salesforce
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

type Connect = ContractForm<typeof connectSalesforce, Values>

const DomainField = ({ connect: { form } }: { readonly connect: Connect }) => {
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
        <Group gap="xs" mt={6}>
          <Text size="sm" c="dimmed">
            The made-up company’s domain is {demo.salesforceDomain}.
          </Text>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => form.setFieldValue('domain', demo.salesforceDomain)}
          >
            Use the demo domain
          </Button>
        </Group>
      )}
    </div>
  )
}

const AppFields = ({ connect: { form } }: { readonly connect: Connect }) => (
  <>
    <TextInput
      label="Consumer key"
      required
      autoComplete="off"
      spellCheck={false}
      {...form.getInputProps('clientId')}
    />
    <PasswordInput
      label="Consumer secret"
      description="We seal it on this machine and never show it again."
      required
      autoComplete="off"
      {...form.getInputProps('clientSecret')}
    />
  </>
)
