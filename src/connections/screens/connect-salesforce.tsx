import { Radio, Stack } from '@mantine/core'
import { useState } from 'react'
import type * as z from 'zod'
import { Dialog } from '../../ui/dialog.tsx'
import type { crmApp, crmConnection } from '../contract.ts'
import { ConnectByPerson } from './connect-by-person.tsx'
import { ConnectIntegrationUser } from './connect-integration-user.tsx'

export type CrmApp = z.infer<typeof crmApp>
type Way = z.infer<typeof crmConnection>['way']

/** What each of the two ways in is given. */
export interface WayProps {
  readonly app: CrmApp
  readonly domain: string
  /** The secret on file is no longer good, so a new one is asked for. */
  readonly newSecret: boolean
  readonly onClose: () => void
}

interface ConnectProps {
  readonly app: CrmApp
  /** The connection there is, when one connects again. */
  readonly domain?: string
  readonly way?: Way
  readonly newSecret?: boolean
  readonly opened: boolean
  readonly onClose: () => void
}

/** Asks who lets Crosswalk in: a person on Salesforce's own page, or an integration user without a browser. */
export const ConnectSalesforce = ({ opened, onClose, way, ...rest }: ConnectProps) => (
  <Dialog opened={opened} onClose={onClose} title="Connect Salesforce" size="lg">
    <Choice {...rest} first={way ?? 'person'} onClose={onClose} />
  </Dialog>
)

interface ChoiceProps extends Omit<ConnectProps, 'opened' | 'way'> {
  readonly first: Way
}

const Choice = ({ first, domain = '', newSecret = false, ...rest }: ChoiceProps) => {
  const [way, setWay] = useState(first)
  const given = { ...rest, domain, newSecret }
  return (
    <Stack gap="md">
      <Radio.Group
        label="Who lets Crosswalk in?"
        value={way}
        onChange={(chosen) => setWay(chosen === 'integration_user' ? 'integration_user' : 'person')}
      >
        <Stack gap={8} mt={6}>
          <Radio
            value="person"
            label="A person approves"
            description="Somebody signs in on Salesforce’s page and chooses Allow. Crosswalk sees what they see."
          />
          <Radio
            value="integration_user"
            label="An integration user, without a browser"
            description="An administrator makes a user for Crosswalk alone. Nobody signs in, and nothing ends when a colleague leaves."
          />
        </Stack>
      </Radio.Group>
      {way === 'person' ? <ConnectByPerson {...given} /> : <ConnectIntegrationUser {...given} />}
    </Stack>
  )
}
