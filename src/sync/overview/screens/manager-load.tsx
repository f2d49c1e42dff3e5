import type { Answer } from '../../../base/endpoint.ts'
import { PageLink } from '../../../ui/links.tsx'
import { count, figure } from '../../../ui/words.ts'
import type { getOverview } from '../contract.ts'
import { Bars, Picture } from './picture.tsx'

type Managers = Answer<typeof getOverview>['managers']

/** Who looks after how many customers. The longest bar is the largest load. */
export const ManagerLoad = ({ managers }: { readonly managers: Managers }) => {
  const { top, others, unassigned } = managers
  const most = Math.max(1, unassigned, ...top.map(({ customers }) => customers))
  const assigned = top.reduce((sum, { customers }) => sum + customers, others.customers)
  return (
    <Picture
      title="Account managers"
      lead={`${count(top.length + others.people, 'person', 'people')} look after ${count(assigned, 'customer')}.`}
      says=""
    >
      <Bars
        rows={[
          ...top.map(({ id, name, customers, flagged }) => ({
            key: id,
            label: name,
            value: (
              <PageLink
                to="/customers"
                search={{ accountManager: id }}
                inherit
                aria-label={`${count(customers, 'customer')} of ${name}`}
              >
                {figure(customers)}
              </PageLink>
            ),
            share: customers / most,
            ...(flagged && { note: 'Inactive, frozen or hidden in Salesforce' }),
          })),
          ...(others.people > 0 ? [rest(others, most)] : []),
          ...(unassigned > 0 ? [nobody(unassigned, most)] : []),
        ]}
      />
    </Picture>
  )
}

const rest = (others: Managers['others'], most: number) => ({
  key: 'others',
  label: count(others.people, 'other person', 'other people'),
  value: (
    <PageLink to="/account-managers" inherit aria-label={`${count(others.customers, 'customer')} of others`}>
      {figure(others.customers)}
    </PageLink>
  ),
  // They may have more together than anybody alone.
  share: Math.min(1, others.customers / most),
})

const nobody = (unassigned: number, most: number) => ({
  key: 'nobody',
  label: 'Nobody',
  value: (
    <PageLink
      to="/customers"
      search={{ accountManager: 'none' }}
      inherit
      aria-label={`${count(unassigned, 'customer')} without account manager`}
    >
      {figure(unassigned)}
    </PageLink>
  ),
  share: unassigned / most,
})
