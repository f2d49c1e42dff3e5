import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Section } from '../../../ui/section.tsx'

interface PictureProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  /** What is drawn, in one sentence, for those who do not see it. */
  readonly says: string
  readonly drawing?: ReactNode
  /** The same in rows that lead further. */
  readonly children: ReactNode
}

/** A drawing with its figures: whoever cannot see the one has the other. */
export const Picture = ({ title, lead, actions, says, drawing, children }: PictureProps) => (
  <Section title={title} lead={lead} actions={actions}>
    {drawing !== undefined && (
      <div role="img" aria-label={says} className="cw-drawing">
        {drawing}
      </div>
    )}
    {children}
  </Section>
)

interface BarRowProps {
  readonly label: ReactNode
  /** The number as a link to its rows. */
  readonly value: ReactNode
  /** 0 to 1. */
  readonly share: number
  readonly note?: ReactNode
}

/** Rows of a list, each with a bar as long as its share. */
export const Bars = ({ rows }: { readonly rows: readonly (BarRowProps & { readonly key: string })[] }) => (
  <ul className="cw-list cw-bars">
    {rows.map(({ key, label, value, share, note }) => (
      <li key={key}>
        <span className="cw-bars-label">{label}</span>
        <span className="cw-bars-value">{value}</span>
        <span className="cw-bars-track" aria-hidden>
          <span style={{ width: `${Math.max(share * 100, share > 0 ? 0.8 : 0)}%` }} />
        </span>
        {note !== undefined && (
          <Text size="xs" c="dimmed" component="span" className="cw-bars-note">
            {note}
          </Text>
        )}
      </li>
    ))}
  </ul>
)
