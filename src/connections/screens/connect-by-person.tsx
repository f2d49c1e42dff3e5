import { Button, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import type { Answer } from '../../base/endpoint.ts'
import { useContractForm } from '../../ui/form.ts'
import { ProblemCard } from '../../ui/problem.tsx'
import { connectSalesforce } from '../contract.ts'
import { AppFields, inputOf, missingApp, type ConnectValues } from './app-fields.tsx'
import { ApprovalsNote } from './approvals-note.tsx'
import type { WayProps } from './connect-salesforce.tsx'
import { DomainField } from './domain-field.tsx'
import { MakeApp } from './make-app.tsx'
import { StuckAtSalesforce } from './stuck.tsx'

/** The domain, and at first use the app; then Salesforce's own page. */
export const ConnectByPerson = ({ app, domain, newSecret, onClose }: WayProps) => {
  const [typing, setTyping] = useState(newSecret || !app.ready)
  const required = !app.fromEnvironment && (newSecret || !app.ready)
  const { form, deed, problem, submit } = useContractForm(
    connectSalesforce,
    { domain, clientId: '', clientSecret: '' } as ConnectValues,
    inputOf,
    {
      check: (values) => missingApp(values, required),
      fieldOf: (code) => (code.startsWith('domain_') ? 'domain' : undefined),
      onDone: ({ authorizeUrl }: Answer<typeof connectSalesforce>) => window.location.assign(authorizeUrl),
    },
  )
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem && <ProblemCard live problem={problem} />}
        <ApprovalsNote approvals={app.approvals} />
        <DomainField form={form} />
        {!app.ready && <MakeApp callbackUrl={app.callbackUrl} />}
        <AppFields
          form={form}
          shown={typing}
          fromEnvironment={app.fromEnvironment}
          onShow={() => setTyping(true)}
        />
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
