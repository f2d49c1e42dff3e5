import type { Tone } from '../../../ui/state-badge.tsx'

/** The colour of a tone in a drawing; it follows the reader’s scheme. */
export const toneColors: Readonly<Record<Tone, string>> = {
  good: 'var(--cw-good)',
  calm: 'var(--cw-drawn-calm)',
  busy: 'var(--cw-busy)',
  warn: 'var(--cw-drawn-warn)',
  bad: 'var(--cw-drawn-bad)',
}
