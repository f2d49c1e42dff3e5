import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Answer } from '../../base/endpoint.ts'
import { PageLink } from '../../ui/links.tsx'
import { When } from '../../ui/when.tsx'
import type { customerHistory } from '../contract.ts'

export type Change = Answer<typeof customerHistory>['lines'][number]

const nouns: Readonly<Record<Change['about'], string>> = {
  customer: 'Customer',
  contact: 'Contact',
  account_manager: 'Account manager',
  match: 'Match',
}
const deeds: Readonly<Record<Change['change'], string>> = {
  created: 'added',
  changed: 'changed',
  removed: 'removed',
}

/** What happened, in a few words: "Contact added". */
export const deedOf = ({ about, change }: Change): string => `${nouns[about]} ${deeds[change]}`

const plans: Readonly<Record<Change['change'], string>> = {
  created: 'Add',
  changed: 'Change',
  removed: 'Remove',
}

/** What would happen, in a few words: "Add contact". */
export const plannedDeedOf = ({ about, change }: Change): string =>
  `${plans[change]} ${nouns[about].toLowerCase()}`

interface HistoryLineProps {
  readonly line: Change
  readonly withRun: boolean
  /** What can be done about it, below who did it. */
  readonly action?: ReactNode
}

/** One change: what, to whom, field by field, by whom and when. */
export const HistoryLine = ({ line, withRun, action }: HistoryLineProps) => (
  <li>
    <Text size="sm">
      <strong>{deedOf(line)}</strong> {[line.subject, line.detail].filter(Boolean).join(', ')}
    </Text>
    {line.detail === null && <FieldChanges line={line} />}
    <Text size="xs" c="dimmed">
      <When at={line.at} /> by {line.by}
      {withRun && line.runId !== null && (
        <>
          {' · '}
          <PageLink to="/activity/$id" params={{ id: line.runId }} inherit>
            See the run
          </PageLink>
        </>
      )}
    </Text>
    {action}
  </li>
)

/** One change a run would make. */
export const PlannedLine = ({ line }: { readonly line: Change }) => (
  <li>
    <Text size="sm">
      <strong>{plannedDeedOf(line)}</strong> {[line.subject, line.detail].filter(Boolean).join(', ')}
    </Text>
    {line.detail === null && <FieldChanges line={line} />}
  </li>
)

/** Before and after, for what changed; one line for what came or went. */
export const FieldChanges = ({ line }: { readonly line: Change }) =>
  line.detail !== null ? (
    line.detail
  ) : (
    <ul className="cw-list cw-changes">
      {line.fields.map(({ name, before, after }) => (
        <li key={name}>
          <span className="cw-quiet">{name}:</span> <Before value={before} />
          {before !== null && after !== null && <span aria-hidden> → </span>}
          {after !== null && <ins>{after}</ins>}
        </li>
      ))}
    </ul>
  )

const Before = ({ value }: { readonly value: string | null }) => value !== null && <del>{value}</del>
