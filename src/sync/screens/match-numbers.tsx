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
)
