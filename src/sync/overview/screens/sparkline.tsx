import { Area, AreaChart, YAxis } from 'recharts'
import type { Tone } from '../../../ui/state-badge.tsx'
import { toneColors } from './tone-colors.ts'

interface SparklineProps {
  readonly height: number
  /** One number a day. */
  readonly open: readonly number[]
  readonly tone: Tone
}

/** How a number moved, small enough for a row. Its foot is zero. */
export const Sparkline = ({ height, open, tone }: SparklineProps) => (
  <AreaChart
    width={96}
    height={height}
    data={open.map((value) => ({ value }))}
    margin={{ top: 3, right: 1, bottom: 1, left: 1 }}
    accessibilityLayer={false}
  >
    <YAxis hide domain={[0, 'dataMax']} />
    <Area
      dataKey="value"
      type="stepAfter"
      stroke={toneColors[tone]}
      fill={toneColors[tone]}
      fillOpacity={0.22}
      strokeWidth={1.5}
      isAnimationActive={false}
      dot={open.length === 1}
    />
  </AreaChart>
)
