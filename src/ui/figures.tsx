import type { ReactNode } from 'react'

/** One key number. */
export interface Figure {
  readonly label: string
  /** The number, as a link to its rows. */
  readonly value: ReactNode
  readonly note?: ReactNode
}

/** Key numbers in a row. */
export const Figures = ({ figures }: { readonly figures: readonly Figure[] }) => (
  <dl className="cw-figures">
    {figures.map((figure) => (
      <div key={figure.label}>
        <dt>{figure.label}</dt>
        <dd>
          {figure.value}
          {figure.note !== undefined && <span className="cw-figure-note">{figure.note}</span>}
        </dd>
      </div>
    ))}
  </dl>
)
