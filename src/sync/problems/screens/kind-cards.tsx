import { Link } from '@tanstack/react-router'
import type { Answer } from '../../../base/endpoint.ts'
import { figure } from '../../../ui/words.ts'
import type { listProblems } from '../contract.ts'
import { kindOrder, kindWords, type ProblemKind } from './kind-words.ts'
import type { ProblemSearch } from './problem-search.ts'

interface KindCardsProps {
  readonly groups: Answer<typeof listProblems>['groups']
  readonly search: ProblemSearch
}

/** How many problems of each kind there are; each card shows its own, and the chosen one all again. */
export const KindCards = ({ groups, search }: KindCardsProps) => {
  const counted = (kind: ProblemKind): number => {
    const group = groups.find((one) => one.kind === kind)
    return (search.snoozed === 'yes' ? group?.snoozed : group?.open) ?? 0
  }
  const shown = kindOrder.filter((kind) => counted(kind) > 0 || kind === search.kind)
  return (
    <nav aria-label="Kinds of problems">
      <ul className="cw-kinds">
        {shown.map((kind) => (
          <li key={kind}>
            <KindCard kind={kind} count={counted(kind)} search={search} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

interface KindCardProps {
  readonly kind: ProblemKind
  readonly count: number
  readonly search: ProblemSearch
}

const KindCard = ({ kind, count, search }: KindCardProps) => {
  const { word, icon: Picture, tone, mend } = kindWords[kind]
  const chosen = search.kind === kind
  return (
    <Link
      to="/problems"
      search={{ ...search, open: undefined, kind: chosen ? undefined : kind }}
      replace
      resetScroll={false}
      className="cw-kind"
      data-tone={tone}
      aria-current={chosen ? 'true' : undefined}
    >
      <Picture size={16} aria-hidden />
      <span className="cw-kind-word">{word}</span>
      <span className="cw-kind-count">{figure(count)}</span>
      <small>{mend}</small>
    </Link>
  )
}
