import { Text } from '@mantine/core'
import { Area, AreaChart, YAxis } from 'recharts'
import type { Answer } from '../../../base/endpoint.ts'
import { PageLink } from '../../../ui/links.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { count, figure } from '../../../ui/words.ts'
import { kindWords } from '../../problems/screens/kind-words.ts'
import type { getOverview } from '../contract.ts'
import { Picture } from './picture.tsx'
import { toneColors } from './tone-colors.ts'

type Problems = Answer<typeof getOverview>['problems']
type Trend = Problems['kinds'][number]

/** What needs attention, kind by kind, over the last days. */
export const ProblemTrends = ({ problems: { days, kinds } }: { readonly problems: Problems }) => {
  const open = kinds.reduce((sum, kind) => sum + (kind.open.at(-1) ?? 0), 0)
  return (
    <Picture
      title="Problems"
      lead={`${count(open, 'open problem')}. The lines show the last ${days.length > 1 ? count(days.length, 'day') : 'day'}.`}
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
  const now = open.at(-1) ?? 0
  return (
    <li>
      <span>
        <StateBadge state={words} />
      </span>
      <span aria-hidden>
        <AreaChart
          width={96}
          height={26}
          data={open.map((value) => ({ value }))}
          margin={{ top: 3, right: 1, bottom: 1, left: 1 }}
          accessibilityLayer={false}
        >
          <YAxis hide domain={[0, 'dataMax']} />
          <Area
            dataKey="value"
            type="stepAfter"
            stroke={toneColors[words.tone]}
            fill={toneColors[words.tone]}
            fillOpacity={0.22}
            strokeWidth={1.5}
            isAnimationActive={false}
            dot={open.length === 1}
          />
        </AreaChart>
      </span>
      <span className="cw-trends-now">
        <PageLink to="/problems" search={{ kind }} inherit aria-label={`${figure(now)}: ${words.word}`}>
          {figure(now)}
        </PageLink>
        <Text size="xs" c="dimmed">
          {moved(now - (open[0] ?? 0))}
        </Text>
      </span>
    </li>
  )
}

const moved = (by: number): string => {
  if (by === 0) return 'as before'
  return by > 0 ? `${figure(by)} more` : `${figure(-by)} fewer`
}
