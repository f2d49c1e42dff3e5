import { NumberInput } from '@mantine/core'
import { SwitchRow } from '../../../ui/section.tsx'
import type { LimitWords } from './limit-words.ts'

interface LimitProps {
  readonly limit: LimitWords
  /** Null: switched off. */
  readonly value: number | null
  readonly disabled: boolean
  /** An empty text while the number is being typed. */
  readonly onChange: (value: number | null | '') => void
}

/** One brake: its switch, its sentence and its number. */
export const Limit = ({ limit, value, disabled, onChange }: LimitProps) => {
  const { label, sentence, unit, usual } = limit
  const inPercent = unit === 'percent'
  return (
    <div>
      <SwitchRow
        label={label}
        sentence={value === null ? 'Switched off: a sync is never held for this.' : sentence}
        checked={value !== null}
        disabled={disabled}
        onChange={(on) => onChange(on ? usual : null)}
      />
      {value !== null && (
        <NumberInput
          mt={6}
          w={150}
          size="xs"
          aria-label={`${label}: limit`}
          suffix={inPercent ? ' %' : ' customers'}
          min={inPercent ? 1 : 0}
          max={inPercent ? 100 : 1_000_000}
          allowDecimal={false}
          clampBehavior="strict"
          disabled={disabled}
          value={value}
          onChange={(typed) => onChange(typed === '' ? '' : Number(typed))}
        />
      )}
    </div>
  )
}
