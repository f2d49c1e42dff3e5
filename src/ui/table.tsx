import type { CSSProperties } from 'react'
import { Cells, Head, tracks } from './columns.tsx'
import type { Column } from './columns.tsx'

interface TableProps<R> {
  /** What the table lists, for those who cannot see it. */
  readonly label: string
  readonly columns: readonly Column<R>[]
  readonly rows: readonly R[]
  readonly keyOf: (row: R) => string
}

/** A table short enough to draw whole. On small screens its rows stack. */
export const Table = <R,>({ label, columns, rows, keyOf }: TableProps<R>) => (
  <div className="cw-table-frame">
    <div
      role="table"
      aria-label={label}
      className="cw-table"
      style={{ '--columns': tracks(columns) } as CSSProperties}
    >
      <Head columns={columns} />
      <div role="rowgroup">
        {rows.map((row) => (
          <div key={keyOf(row)} role="row" className="cw-row">
            <Cells columns={columns} row={row} />
          </div>
        ))}
      </div>
    </div>
  </div>
)
