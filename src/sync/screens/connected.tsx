import { useState } from 'react'
import { Button, Text } from '@mantine/core'
import { DisconnectSalesforce } from '../../connections/screens/disconnect-salesforce.tsx'
import { ProblemCard } from '../../ui/problem.tsx'
import { useAnswer } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { Section } from '../../ui/section.tsx'
import { previewSwitches } from '../contract.ts'
import { ApiCalls } from './api-calls.tsx'
import { ChooseField } from './choose-field.tsx'
import { ConnectionFacts } from './connection-facts.tsx'
import type { CrmState } from './crm-state.ts'
import { Identifier } from './identifier.tsx'
import { MatchChoices } from './match-choices.tsx'
import { Schedule } from './schedule.tsx'
import { SwitchSettings } from './switch-settings.tsx'
import { contactsOffSentence } from './switch-words.ts'
import { SyncStatus, isFirstSync } from './sync-status.tsx'

/** Everything is set up: how it stands, and all that can be chosen. */
export const Connected = ({ crm }: { readonly crm: CrmState }) => {
  const [changing, setChanging] = useState(false)
  if (changing) return <ChooseField crm={crm} onLeave={() => setChanging(false)} />
  if (crm.currentRun && isFirstSync(crm)) return <SyncStatus crm={crm} />
  return (
    <>
      <SyncStatus crm={crm} />
      {crm.warnings.map((warning) => (
        <div className="cw-gap" key={warning.what}>
          <ProblemCard problem={warning} tone="warn" />
        </div>
      ))}
      <ConnectionFacts crm={crm} />
      <SwitchSettings crm={crm} />
      <Section title="Matching">
        <Identifier crm={crm} onChange={() => setChanging(true)} />
        <MatchChoices crm={crm} />
      </Section>
      <Schedule schedule={crm.schedule} />
      <ApiCalls
        key={JSON.stringify([crm.apiCalls.share, crm.apiCalls.stop, crm.apiCalls.sweepHours])}
        calls={crm.apiCalls}
      />
      <Leave crm={crm} />
    </>
  )
}

const Leave = ({ crm }: { readonly crm: CrmState }) => {
  const { mayChange } = useReader()
  const [leaving, setLeaving] = useState(false)
  const numbers = useAnswer(
    previewSwitches,
    { contacts: 'false', accountManagers: String(crm.switches.accountManagers) },
    { enabled: leaving && crm.switches.contacts },
  ).data
  if (!mayChange) return null
  return (
    <Section title="Disconnect">
      <Text size="sm" mb="sm">
        Crosswalk gives its access to Salesforce back and forgets it. Your customers stay.
      </Text>
      <Button variant="default" className="cw-danger" onClick={() => setLeaving(true)}>
        Disconnect Salesforce
      </Button>
      <DisconnectSalesforce
        orgName={crm.connection?.orgName ?? 'Salesforce'}
        accountManagers={crm.switches.accountManagers}
        contacts={crm.switches.contacts && numbers ? contactsOffSentence(numbers) : null}
        opened={leaving}
        onClose={() => setLeaving(false)}
      />
    </Section>
  )
}
