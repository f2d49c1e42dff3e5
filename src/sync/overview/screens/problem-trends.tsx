import { Text } from '@mantine/core'
import type { Answer } from '../../../base/endpoint.ts'
import { PageLink } from '../../../ui/links.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { count, figure } from '../../../ui/words.ts'
import { kindWords } from '../../problems/screens/kind-words.ts'
import type { getOverview } from '../contract.ts'
import { drawn } from './drawn.tsx'
import { Picture } from './picture.tsx'

type Problems = Answer<typeof getOverview>['problems']
type Trend = Problems['kinds'][number]

const Sparkline = drawn(async () => (await import('./sparkline.tsx')).Sparkline)

/** What needs attention, kind by kind, over the last days. */
export const ProblemTrends = ({ problems: { days, kinds } }: { readonly problems: Problems }) => {
  const open = kinds.reduce((sum, kind) => sum + (kind.open.at(-1) ?? 0), 0)
  return (
    <Picture
      title="Problems"
      lead={`${count(open, 'open problem')}.${days.length > 1 ? ` The lines show the last ${count(days.length, 'day')}.` : ''}`}
      actions={
        <PageLink to="/problems" size="sm">
          All problems
        </PageLink>
      }
      says=""
    >
      {kinds.length === 0 ? (
        <Text size="sm">Nothing needs your attention.</Text>
      ) : (
        <ul className="cw-list cw-trends">
          {kinds.map((kind) => (
            <Row key={kind.kind} kind={kind} />
          ))}
        </ul>
      )}
    </Picture>
  )
}

const Row = ({ kind: { kind, open } }: { readonly kind: Trend }) => {
  const words = kindWords[kind]
  const [first, ...later] = open
  const now = open.at(-1) ?? 0
  return (
    <li>
      <span>
        <StateBadge state={words} />
      </span>
      <span aria-hidden className="cw-trends-line">
        {later.length > 0 && <Sparkline height={26} open={open} tone={words.tone} />}
      </span>
      <span className="cw-trends-now">
        <PageLink to="/problems" search={{ kind }} inherit aria-label={`${figure(now)}: ${words.word}`}>
          {figure(now)}
        </PageLink>
        {first !== undefined && later.length > 0 && (
          <Text size="xs" c="dimmed">
            {moved(now - first)}
          </Text>
        )}
      </span>
    </li>
  )
}

const moved = (by: number): string => {
  if (by === 0) return 'as before'
  return by > 0 ? `${figure(by)} more` : `${figure(-by)} fewer`
}
