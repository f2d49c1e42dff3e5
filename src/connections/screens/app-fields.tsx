import { Anchor, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import type { ContractForm } from '../../ui/form.ts'
import type { connectSalesforce } from '../contract.ts'

/** What either way of connecting asks for. */
export interface ConnectValues extends Record<string, unknown> {
  readonly domain: string
  readonly clientId: string
  readonly clientSecret: string
}

type Form = ContractForm<typeof connectSalesforce, ConnectValues>['form']

const said = (text: string): string | undefined => (text.trim() === '' ? undefined : text)

/** The input of either endpoint; what was left empty is left out. */
export const inputOf = ({ domain, clientId, clientSecret }: ConnectValues) => ({
  domain,
  clientId: said(clientId),
  clientSecret: said(clientSecret),
})

/** Both or, where the app is known already, neither. */
export const missingApp = (
  { clientId, clientSecret }: ConnectValues,
  required: boolean,
): Record<string, string> => {
  const [key, secret] = [said(clientId), said(clientSecret)]
  if (!required && key === undefined && secret === undefined) return {}
  return {
    ...(key === undefined ? { clientId: 'Paste the consumer key of your app.' } : {}),
    ...(secret === undefined ? { clientSecret: 'Paste the consumer secret of your app.' } : {}),
  }
}

interface AppFieldsProps {
  readonly form: Form
  readonly shown: boolean
  /** They come from the environment, so they are changed there. */
  readonly fromEnvironment: boolean
  readonly onShow: () => void
}

/** Consumer key and secret; while they are known, only a way to type others. */
export const AppFields = ({ form, shown, fromEnvironment, onShow }: AppFieldsProps) => {
  if (fromEnvironment)
    return (
      shown && (
        <Text size="sm">
          The consumer key and secret come from SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET. Whoever
          runs this machine changes them there and restarts Crosswalk.
        </Text>
      )
    )
  if (!shown)
    return (
      <Anchor component="button" type="button" size="sm" onClick={onShow} ta="left">
        Use another consumer key or secret
      </Anchor>
    )
  return (
    <Stack gap="md">
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
    </Stack>
  )
}
