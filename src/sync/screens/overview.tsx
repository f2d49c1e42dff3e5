import type { Answer } from '../../base/endpoint.ts'
import { troubleOf } from '../../connections/screens/trouble.ts'
import { getBilling } from '../../connections/contract.ts'
import { ReadingNow } from '../../connections/screens/reading-now.tsx'
import { listAccountManagers, listCustomers } from '../../customers/contract.ts'
import { Answered } from '../../ui/answered.tsx'
import { Figures } from '../../ui/figures.tsx'
import { ButtonLink, PageLink } from '../../ui/links.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem.tsx'
import { useAnswer } from '../../ui/query.ts'
import { Section } from '../../ui/section.tsx'
import { When } from '../../ui/when.tsx'
import { count, figure, percent } from '../../ui/words.ts'
import { getCrm } from '../contract.ts'
import { Waiting } from '../previews/screens/waiting.tsx'
import { GettingStarted } from './getting-started.tsx'
import { MatchNumbers } from './match-numbers.tsx'
import { RunLine } from './run-line.tsx'

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
            {state.customers > 0 && <KeyFigures crm={state} />}
            {state.step === 'on' && (
              <Section title="Matching" lead="How your customers were found in Salesforce.">
                <MatchNumbers matches={state.matches} />
              </Section>
            )}
            {state.lastRun && <RunLine run={state.lastRun} />}
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

const KeyFigures = ({ crm }: { readonly crm: Crm }) => {
  const from = useAnswer(listCustomers, { contactSource: 'salesforce', limit: 1 }).data?.total
  const managers = useAnswer(listAccountManagers, {}).data
  const matched = (crm.matches.matched ?? 0) + (crm.matches.merged ?? 0)
  return (
    <Section title="Key figures" bare>
      <Figures
        figures={[
          {
            label: 'Customers',
            value: (
              <PageLink to="/customers" inherit>
                {figure(crm.customers)}
              </PageLink>
            ),
          },
          {
            label: 'Matched',
            value: (
              <PageLink to="/customers" search={{ match: 'found' }} inherit>
                {figure(matched)}
              </PageLink>
            ),
            note: `${percent(matched, crm.customers)} of customers`,
          },
          {
            label: 'With Salesforce contacts',
            value: (
              <PageLink to="/customers" search={{ contactSource: 'salesforce' }} inherit>
                {from === undefined ? '…' : figure(from)}
              </PageLink>
            ),
            note:
              crm.unmatched === 'keep_billing'
                ? 'Without a match, billing contacts'
                : 'Without a match, no contacts',
          },
          {
            label: 'Account managers',
            value: (
              <PageLink to="/account-managers" inherit>
                {managers ? figure(managers.accountManagers.length) : '…'}
              </PageLink>
            ),
            note: managers && (
              <PageLink to="/customers" search={{ accountManager: 'none' }} inherit>
                {count(managers.unassigned, 'customer')} without
              </PageLink>
            ),
          },
          {
            label: 'Last sync',
            value: crm.lastSync?.finishedAt ? <When at={crm.lastSync.finishedAt} /> : 'Not yet',
            note: crm.schedule.nextAt !== null && (
              <span>
                Next <When at={crm.schedule.nextAt} />
              </span>
            ),
          },
        ]}
      />
    </Section>
  )
}
