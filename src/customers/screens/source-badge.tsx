import { Tooltip } from '@mantine/core'
import { IconCloud, IconHandClick, IconReceipt } from '@tabler/icons-react'
import type { Answer } from '../../base/endpoint.ts'
import { exactly } from '../../ui/ago.ts'
import { StateBadge } from '../../ui/state-badge.tsx'
import type { StateWords } from '../../ui/state-badge.tsx'
import type { getCustomer } from '../contract.ts'

export type Source = Answer<typeof getCustomer>['contactSource']

/** Each source in words. */
export const sources: Readonly<Record<Source, StateWords>> = {
  salesforce: { word: 'Salesforce', tone: 'busy', icon: IconCloud },
  billing: { word: 'Billing tool', tone: 'calm', icon: IconReceipt },
  manual: { word: 'By hand', tone: 'calm', icon: IconHandClick },
}

/** Where a value came from, and when it last changed here. */
export const SourceBadge = ({
  source,
  changedAt,
}: {
  readonly source: Source
  readonly changedAt?: string
}) =>
  changedAt === undefined ? (
    <StateBadge state={sources[source]} />
  ) : (
    <Tooltip label={`From ${fromWords[source]}. Last changed here ${exactly(new Date(changedAt))}.`}>
      <span>
        <StateBadge state={sources[source]} />
      </span>
    </Tooltip>
  )

const fromWords: Readonly<Record<Source, string>> = {
  salesforce: 'Salesforce',
  billing: 'the billing tool',
  manual: 'a person here',
}
