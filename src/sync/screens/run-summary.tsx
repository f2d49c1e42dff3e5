import type { ReactNode } from 'react'
import { Figures } from '../../ui/figures.tsx'
import type { Figure } from '../../ui/figures.tsx'
import { PageLink } from '../../ui/links.tsx'
import { figure } from '../../ui/words.ts'
import { isPlan } from './run-state.ts'
import type { Counts, Run } from './run-state.ts'

type About = 'customer' | 'contact' | 'account_manager'

/** What a run did, in numbers that lead to their rows. */
export const RunSummary = ({ run, counts }: { readonly run: Run; readonly counts: Counts }) => {
  const link = (about: About, value: number): ReactNode => (
    <PageLink to="/activity/$id" params={{ id: run.id }} search={{ about }} hash="changes" inherit>
      {figure(value)}
    </PageLink>
  )
  if (run.kind === 'read') return <Figures figures={readFigures(counts)} />
  return <Figures figures={syncFigures(counts, link, isPlan(run) ? 'to change' : 'changed')} />
}

const sum = ({ created, changed, removed }: Counts['customers']): number => created + changed + removed

const syncFigures = (
  counts: Counts,
  link: (about: About, value: number) => ReactNode,
  deed: 'changed' | 'to change',
): Figure[] => {
  const { customers, contacts, accountManagers, usersCreated, skippedContacts } = counts
  return [
    { label: `Contacts ${deed}`, value: link('contact', sum(contacts)), note: split(contacts) },
    {
      label: 'Account managers',
      value: link(
        'account_manager',
        accountManagers.assigned + accountManagers.changed + accountManagers.cleared,
      ),
      note: named({
        assigned: accountManagers.assigned,
        changed: accountManagers.changed,
        cleared: accountManagers.cleared,
      }),
    },
    { label: `Customers ${deed}`, value: link('customer', sum(customers)), note: split(customers) },
    matchedFigure(counts),
    {
      label: deed === 'changed' ? 'Users created' : 'Users to create',
      value: (
        <PageLink to="/settings/team" inherit>
          {figure(usersCreated)}
        </PageLink>
      ),
      note: 'Not invited',
    },
    {
      label: 'Contacts left out',
      value: (
        <PageLink to="/customers/left-out" inherit>
          {figure(skippedContacts)}
        </PageLink>
      ),
      note: 'No usable e-mail address',
    },
  ]
}

const readFigures = (counts: Counts): Figure[] => [
  matchedFigure(counts),
  { label: 'Customers changed', value: figure(sum(counts.customers)), note: split(counts.customers) },
]

const matchedFigure = ({ matches }: Counts): Figure => ({
  label: 'Customers matched',
  value: (
    <PageLink to="/customers" search={{ match: 'found' }} inherit>
      {figure((matches.matched ?? 0) + (matches.merged ?? 0))}
    </PageLink>
  ),
})

const split = ({ created, changed, removed }: Counts['customers']): string =>
  named({ added: created, changed, removed })

/** Only what is not zero: "1,204 added, 33 changed". */
const named = (parts: Readonly<Record<string, number>>): string =>
  Object.entries(parts)
    .filter(([, value]) => value > 0)
    .map(([deed, value]) => `${figure(value)} ${deed}`)
    .join(', ')
