import { Button, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { useContractForm } from '../../ui/form.ts'
import { ProblemCard } from '../../ui/problem.tsx'
import { connectIntegrationUser } from '../contract.ts'
import { AppFields, inputOf, missingApp, type ConnectValues } from './app-fields.tsx'
import type { WayProps } from './connect-salesforce.tsx'
import { DomainField } from './domain-field.tsx'
import { MakeRunAsUser } from './make-run-as-user.tsx'

/** The domain and the app; Salesforce is asked at once, and nobody leaves the page. */
export const ConnectIntegrationUser = ({ app, domain, newSecret, onClose }: WayProps) => {
  const [typing, setTyping] = useState(newSecret || !app.ready)
  const required = !app.fromEnvironment && (newSecret || !app.ready)
  const { form, deed, problem, submit } = useContractForm(
    connectIntegrationUser,
    { domain, clientId: '', clientSecret: '' } as ConnectValues,
    inputOf,
    {
      said: ({ orgName, salesforceUser }) => `Connected to ${orgName} as ${salesforceUser}.`,
      check: (values) => missingApp(values, required),
      fieldOf: (code) => (code.startsWith('domain_') ? 'domain' : undefined),
      onDone: onClose,
    },
  )
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem && <ProblemCard live problem={problem} />}
        <DomainField form={form} />
        <MakeRunAsUser opened={!app.ready} />
        <AppFields
          form={form}
          shown={typing}
          fromEnvironment={app.fromEnvironment}
          onShow={() => setTyping(true)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={deed.isPending}>
            Connect
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
