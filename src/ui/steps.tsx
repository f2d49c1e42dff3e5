import { VisuallyHidden } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'

interface StepsProps {
  readonly steps: readonly string[]
  /** Index of the step under way; as many as there are steps means all done. */
  readonly current: number
}

/** Where a set-up stands, as an ordered list. */
export const Steps = ({ steps, current }: StepsProps) => (
  <ol className="cw-steps" aria-label="Set-up">
    {steps.map((step, index) => (
      <li
        key={step}
        data-state={stateOf(index, current)}
        aria-current={index === current ? 'step' : undefined}
      >
        <span className="cw-step-sign">
          {index < current ? <IconCheck size={14} stroke={2.4} aria-hidden /> : index + 1}
        </span>
        <span className="cw-step-word">{step}</span>
        {index < current && <VisuallyHidden> (done)</VisuallyHidden>}
      </li>
    ))}
  </ol>
)

const stateOf = (index: number, current: number): 'done' | 'now' | 'later' => {
  if (index < current) return 'done'
  return index === current ? 'now' : 'later'
}
