import { useState } from 'react'
import { ConnectSalesforce } from '../../connections/screens/connect-salesforce.tsx'
import { Answered } from '../../ui/answered.tsx'
import { Page } from '../../ui/page.tsx'
import { useAnswer } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { OnlyAdmins } from '../../ui/section.tsx'
import { Steps } from '../../ui/steps.tsx'
import { getCrm } from '../contract.ts'
import { SafetyLink } from '../brakes/screens/safety-link.tsx'
import { CheckUpLink } from '../check-up/screens/check-up-link.tsx'
import { Waiting } from '../previews/screens/waiting.tsx'
import { ChooseField } from './choose-field.tsx'
import { ChooseSwitches } from './choose-switches.tsx'
import { Connected } from './connected.tsx'
import { ConnectionTrouble } from './connection-trouble.tsx'
import type { CrmState } from './crm-state.ts'
import { NotConnected } from './not-connected.tsx'
import { Reading } from './reading.tsx'
import { CameBack, JustConnected } from './came-back.tsx'
import { SyncNow } from './sync-now.tsx'

/** Settings → CRM: from "not connected" to "synchronized", and everything that can be chosen after. */
export const Crm = () => {
  const asked = useAnswer(getCrm, {})
  const [connecting, setConnecting] = useState<'no' | 'yes' | 'new_secret'>('no')
  const { mayChange } = useReader()
  const connect = (newSecret = false): void => setConnecting(newSecret ? 'new_secret' : 'yes')
  return (
    <Page
      title="CRM"
      lead="Salesforce tells Crosswalk who works at your customers and who owns the account."
      actions={<SyncNow />}
    >
      {!mayChange && <OnlyAdmins what="connect Salesforce or change what it feeds" />}
      {!asked.isPending && <CameBack told={asked.data?.tripProblem ?? null} onTryAgain={() => connect()} />}
      <Waiting told={stoppedBy(asked.data)} />
      <Answered asked={asked}>
        {(crm) => (
          <>
            {crm.connection && !toldAbove(crm) && (
              <ConnectionTrouble connection={crm.connection} onReconnect={connect} />
            )}
            <Step crm={crm} onConnect={() => connect()} />
            <ConnectSalesforce
              app={crm.app}
              {...(crm.connection ? { domain: crm.connection.domain, way: crm.connection.way } : {})}
              newSecret={connecting === 'new_secret'}
              opened={connecting !== 'no'}
              onClose={() => setConnecting('no')}
            />
          </>
        )}
      </Answered>
      <SafetyLink />
      <CheckUpLink />
    </Page>
  )
}

/** Why Salesforce does not let us in: its card says what helps, and deciding about a held run does not. */
const stoppedBy = (crm: CrmState | undefined): string | undefined =>
  crm?.connection && crm.connection.state !== 'connected' ? crm.connection.problem?.code : undefined

/** Whether the connection only says what the run says that waits for a decision. */
const toldAbove = ({ connection, lastRun }: CrmState): boolean =>
  connection?.state === 'connected' &&
  lastRun?.state === 'held' &&
  lastRun.decision === null &&
  lastRun.problem?.code === connection.problem?.code

const stepNames = ['Connect', 'Field', 'Switches', 'Synchronized'] as const
const stepNumbers: Readonly<Record<CrmState['step'], number>> = {
  connect: 0,
  reading: 1,
  choose_field: 1,
  choose_switches: 2,
  on: 3,
}

const Step = ({ crm, onConnect }: { readonly crm: CrmState; readonly onConnect: () => void }) => {
  if (crm.step === 'on') return <Connected crm={crm} />
  return (
    <>
      <Steps steps={stepNames} current={stepNumbers[crm.step]} />
      {crm.step === 'connect' && <NotConnected crm={crm} onConnect={onConnect} />}
      {(crm.step === 'reading' || crm.step === 'choose_field') && <JustConnected />}
      {crm.step === 'reading' && <Reading crm={crm} />}
      {crm.step === 'choose_field' && <ChooseField crm={crm} />}
      {crm.step === 'choose_switches' && <ChooseSwitches crm={crm} />}
    </>
  )
}
