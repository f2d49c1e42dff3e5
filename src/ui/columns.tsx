import { memo } from 'react'
import type { ReactNode } from 'react'

/** One column of a table of `R`. */
export interface Column<R> {
  readonly key: string
  readonly title: string
  /** A grid track, such as `2fr` or `7rem`. */
  readonly width: string
  readonly cell: (row: R) => ReactNode
  /** Sorting key of the endpoint; `-key` is descending. */
  readonly sort?: string
  /** For numbers. */
  readonly end?: boolean
  /** Left out of the stacked row on small screens when it has nothing to say. */
  readonly hideEmpty?: (row: R) => boolean
}

/** How a table is sorted, and how to ask for another order. */
export interface Sorting {
  readonly by: string
  readonly onSort: (by: string) => void
}

/** The grid all rows of a table share. */
export const tracks = <R,>(columns: readonly Column<R>[]): string =>
  columns.map((column) => column.width).join(' ')

/** The head of a table, with a button where a column can be sorted. */
export const Head = <R,>({
  columns,
  sorting,
}: {
  readonly columns: readonly Column<R>[]
  readonly sorting?: Sorting | undefined
}) => (
  <div role="rowgroup" className="cw-table-head">
    <div role="row" className="cw-row" aria-rowindex={1}>
      {columns.map((column) => (
        <div
          key={column.key}
          role="columnheader"
          className="cw-cell"
          data-end={column.end}
          aria-sort={sorting && column.sort !== undefined ? order(column.sort, sorting.by) : undefined}
        >
          {sorting && column.sort !== undefined ? (
            <SortButton column={column} by={column.sort} sorting={sorting} />
          ) : (
            column.title
          )}
        </div>
      ))}
    </div>
  </div>
)

const order = (key: string, by: string): 'ascending' | 'descending' | 'none' => {
  if (by === key) return 'ascending'
  return by === `-${key}` ? 'descending' : 'none'
}

interface SortButtonProps<R> {
  readonly column: Column<R>
  readonly by: string
  readonly sorting: Sorting
}

const SortButton = <R,>({ column, by, sorting }: SortButtonProps<R>) => {
  const now = order(by, sorting.by)
  return (
    <button
      type="button"
      className="cw-sort"
      onClick={() => sorting.onSort(now === 'ascending' ? `-${by}` : by)}
    >
      {column.title}
      <span aria-hidden className="cw-sort-sign">
        {now === 'ascending' ? '↑' : now === 'descending' ? '↓' : '↕'}
      </span>
    </button>
  )
}

const AllCells = <R,>({ columns, row }: { readonly columns: readonly Column<R>[]; readonly row: R }) => (
  <>
    {columns.map((column) => (
      <div
        key={column.key}
        role="cell"
        className="cw-cell"
        data-end={column.end}
        data-title={column.title}
        data-empty={column.hideEmpty?.(row)}
      >
        {column.cell(row)}
      </div>
    ))}
  </>
)

/**
 * The cells of one row. On small screens each carries its column's title. Drawn again only for another row: while a
 * long table scrolls, most rows stay.
 */
export const Cells = memo(AllCells) as typeof AllCells
