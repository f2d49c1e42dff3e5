import type { Answer } from '../../../base/endpoint.ts'
import { getBilling } from '../../../connections/contract.ts'
import { ReadingNow } from '../../../connections/screens/reading-now.tsx'
import { troubleOf } from '../../../connections/screens/trouble.ts'
import { Answered } from '../../../ui/answered.tsx'
import { ButtonLink } from '../../../ui/links.tsx'
import { Page } from '../../../ui/page.tsx'
import { ProblemCard } from '../../../ui/problem.tsx'
import { useAnswer } from '../../../ui/query.ts'
import { getCrm } from '../../contract.ts'
import { Waiting } from '../../previews/screens/waiting.tsx'
import { GettingStarted } from '../../screens/getting-started.tsx'
import { RunLine } from '../../screens/run-line.tsx'
import { getOverview } from '../contract.ts'
import { ContactSources } from './contact-sources.tsx'
import { Coverage } from './coverage.tsx'
import { KeyFigures } from './key-figures.tsx'
import { ManagerLoad } from './manager-load.tsx'
import { ProblemTrends } from './problem-trends.tsx'
import { RunTimeline } from './run-timeline.tsx'
import './overview.css'

type Crm = Answer<typeof getCrm>

/** The first page: what to do next while the set-up is not done, how things stand once it is. */
export const Overview = () => {
  const crm = useAnswer(getCrm, {})
  const billing = useAnswer(getBilling, {})
  return (
    <Page title="Overview">
      <ReadingNow />
      <Waiting />
      <Answered asked={crm}>
        {(state) => (
          <>
            <Trouble crm={state} />
            {state.step !== 'on' && (
              <Answered asked={billing}>
                {({ connections }) => <GettingStarted crm={state} billing={connections.length > 0} />}
              </Answered>
            )}
            {state.customers > 0 && <Standing crm={state} />}
            {state.customers === 0 && state.lastRun && <RunLine run={state.lastRun} />}
          </>
        )}
      </Answered>
    </Page>
  )
}

const Trouble = ({ crm }: { readonly crm: Crm }) =>
  crm.connection?.problem && (
    <div className="cw-gap">
      <ProblemCard
        problem={crm.connection.problem}
        kind={troubleOf(crm.connection.state, crm.connection.problem.code)}
        tone={crm.connection.state === 'blocked' ? 'warn' : 'bad'}
        actions={
          <ButtonLink to="/settings/crm" size="xs" variant="default">
            Open CRM settings
          </ButtonLink>
        }
      />
    </div>
  )

const Standing = ({ crm }: { readonly crm: Crm }) => {
  const overview = useAnswer(getOverview, {})
  return (
    <Answered asked={overview}>
      {(found) => (
        <>
          <KeyFigures crm={crm} overview={found} />
          {crm.lastRun && <RunLine run={crm.lastRun} />}
          <div className="cw-pictures">
            {crm.step === 'on' && <Coverage {...found} />}
            <ContactSources {...found} />
            <ManagerLoad managers={found.managers} />
            {found.problems.days.length > 0 && <ProblemTrends problems={found.problems} />}
          </div>
          {found.runs.length > 1 && <RunTimeline runs={found.runs} />}
        </>
      )}
    </Answered>
  )
}
