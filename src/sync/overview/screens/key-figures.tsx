import type { Answer } from '../../../base/endpoint.ts'
import { Figures } from '../../../ui/figures.tsx'
import { PageLink } from '../../../ui/links.tsx'
import { Section } from '../../../ui/section.tsx'
import { When } from '../../../ui/when.tsx'
import { count, figure, percent } from '../../../ui/words.ts'
import type { getCrm } from '../../contract.ts'
import type { getOverview } from '../contract.ts'

type Crm = Answer<typeof getCrm>
type Overview = Answer<typeof getOverview>

/** The numbers one looks at first. */
export const KeyFigures = ({ crm, overview }: { readonly crm: Crm; readonly overview: Overview }) => {
  const { customers, matches, contacts, managers } = overview
  const matched = (matches.matched ?? 0) + (matches.merged ?? 0)
  const fed = contacts.find(({ source }) => source === 'salesforce')?.customers ?? 0
  return (
    <Section title="Key figures" bare>
      <Figures
        figures={[
          {
            label: 'Customers',
            value: (
              <PageLink to="/customers" inherit>
                {figure(customers)}
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
            note: `${percent(matched, customers)} of customers`,
          },
          {
            label: 'With Salesforce contacts',
            value: (
              <PageLink to="/customers" search={{ contactSource: 'salesforce' }} inherit>
                {figure(fed)}
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
                {figure(managers.top.length + managers.others.people)}
              </PageLink>
            ),
            note: (
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
