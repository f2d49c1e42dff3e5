import type { Icon } from '@tabler/icons-react'

/** What a state means for the reader, from "all is well" to "something is wrong". */
export type Tone = 'good' | 'calm' | 'busy' | 'warn' | 'bad'

/** A state as a word, a colour and an icon, so that none of them stands alone. */
export interface StateWords {
  readonly word: string
  readonly tone: Tone
  readonly icon: Icon
}

/** Draws a state. */
export const StateBadge = ({ state }: { readonly state: StateWords }) => (
  <span className="cw-state" data-tone={state.tone}>
    <state.icon size={13} stroke={2} aria-hidden />
    {state.word}
  </span>
)
