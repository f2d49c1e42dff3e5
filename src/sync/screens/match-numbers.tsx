import { Text } from '@mantine/core'
import { matchOrder, matchStates } from '../../customers/screens/match-state.ts'
import type { MatchState } from '../../customers/screens/match-state.ts'
import { PageLink } from '../../ui/links.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { count } from '../../ui/words.ts'

/** How many customers have each answer, each number leading to those customers. */
export const MatchNumbers = ({
  matches,
}: {
  readonly matches: Readonly<Partial<Record<MatchState, number>>>
}) => (
  <>
    <ul className="cw-list cw-matches">
      {matchOrder
        .filter((state) => (matches[state] ?? 0) > 0)
        .map((state) => (
          <li key={state}>
            <StateBadge state={matchStates[state]} />
            <PageLink
              to="/customers"
              search={{ match: state }}
              size="sm"
              aria-label={`${count(matches[state] ?? 0, 'customer')}: ${matchStates[state].word}`}
            >
              {count(matches[state] ?? 0, 'customer')}
            </PageLink>
          </li>
        ))}
    </ul>
    <DeadIds customers={matches.merged ?? 0} />
  </>
)

/** Merged accounts are followed, and the ids of those that are gone are for a person to mend. */
const DeadIds = ({ customers }: { readonly customers: number }) =>
  customers > 0 && (
    <Text size="sm" mt={8}>
      {count(customers, 'customer')} {customers === 1 ? 'names' : 'name'} an account that was merged into
      another one. Crosswalk uses the surviving one; open {customers === 1 ? 'it' : 'each'} to see which id
      belongs into the billing tool.
    </Text>
  )
