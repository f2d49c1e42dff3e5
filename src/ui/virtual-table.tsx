import { useMediaQuery, useThrottledValue } from '@mantine/hooks'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useState } from 'react'
import type { CSSProperties, KeyboardEvent, ReactNode } from 'react'
import type { Endpoint } from '../base/endpoint.ts'
import { Answered } from './answered.tsx'
import { Cells, Head, tracks } from './columns.tsx'
import type { Column, Sorting } from './columns.tsx'
import { pagesOf, useFirstPage, useRows } from './pages.ts'
import type { Listing } from './pages.ts'

interface VirtualTableProps<E extends Endpoint, R> {
  readonly label: string
  readonly listing: Listing<E, R>
  readonly columns: readonly Column<R>[]
  readonly sorting?: Sorting
  /** Shown instead of the table when there is no row. */
  readonly empty: ReactNode
  /** Drawn above the table with the number of rows. */
  readonly total?: (total: number) => ReactNode
}

/**
 * A table of any length: only the rows in sight are drawn, and only their pages are fetched.
 * It scrolls with the page. Arrow keys, Home and End move between the first links of the rows.
 */
export const VirtualTable = <E extends Endpoint, R>(props: VirtualTableProps<E, R>) => {
  const first = useFirstPage(props.listing)
  return (
    <Answered asked={first}>
      {(answer) => {
        const { total } = props.listing.read(answer)
        return (
          <>
            {props.total?.(total)}
            {total === 0 ? (
              props.empty
            ) : (
              <Body {...props} first={answer} count={total} stale={first.isPlaceholderData} />
            )}
          </>
        )
      }}
    </Answered>
  )
}

interface BodyProps<E extends Endpoint, R> extends VirtualTableProps<E, R> {
  readonly first: Parameters<Listing<E, R>['read']>[0]
  readonly count: number
  readonly stale: boolean
}

const Body = <E extends Endpoint, R>({
  label,
  listing,
  columns,
  sorting,
  first,
  count,
  stale,
}: BodyProps<E, R>) => {
  const [top, setTop] = useState(0)
  const narrow = useMediaQuery('(max-width: 760px)') ?? false
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => (narrow ? 150 : 45),
    overscan: 12,
    scrollMargin: top,
    // Below the bars that stay at the top.
    scrollPaddingStart: narrow ? 64 : 44,
  })
  const seen = virtual.getVirtualItems()
  // While somebody races through the list, not every page on the way is asked for.
  const pages = pagesOf(seen[0]?.index ?? 0, seen.at(-1)?.index ?? 0).join()
  const asked = useThrottledValue(pages, 100)
  const rowAt = useRows(listing, first, asked.split(',').map(Number))
  const goTo = (index: number): void => {
    const target = Math.max(0, Math.min(count - 1, index))
    virtual.scrollToIndex(target)
    focusRow(target, 20)
  }
  return (
    <div className="cw-table-frame" data-stale={stale}>
      <div
        role="table"
        aria-label={label}
        aria-rowcount={count + 1}
        className="cw-table"
        style={{ '--columns': tracks(columns) } as CSSProperties}
      >
        <Head columns={columns} sorting={sorting} />
        <div
          role="rowgroup"
          className="cw-virtual"
          style={{ height: virtual.getTotalSize() }}
          ref={(element) => {
            if (element) setTop(element.getBoundingClientRect().top + window.scrollY)
          }}
          onKeyDown={(event) => moveByKey(event, count, goTo)}
        >
          {seen.map((item) => {
            const row = rowAt(item.index)
            return (
              <div
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                role="row"
                aria-rowindex={item.index + 2}
                className="cw-row cw-virtual-row"
                style={{ transform: `translateY(${item.start - top}px)` }}
              >
                {row === undefined ? <Waiting columns={columns} /> : <Cells columns={columns} row={row} />}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

const Waiting = <R,>({ columns }: { readonly columns: readonly Column<R>[] }) =>
  columns.map((column) => (
    <div key={column.key} role="cell" className="cw-cell" aria-label="Loading">
      <span className="cw-waiting" />
    </div>
  ))

const moveByKey = (event: KeyboardEvent<HTMLElement>, count: number, goTo: (index: number) => void): void => {
  const row = (event.target as HTMLElement).closest<HTMLElement>('[data-index]')
  if (!row || event.altKey || event.ctrlKey || event.metaKey) return
  const at = Number(row.dataset.index)
  const targets: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1 }
  const target = targets[event.key]
  if (target === undefined) return
  event.preventDefault()
  goTo(target)
}

/** A far row is drawn, and its page fetched, some frames after scrolling there. */
const focusRow = (index: number, frames: number): void => {
  const link = document.querySelector<HTMLElement>(`[data-index="${index}"] a`)
  if (link) link.focus({ preventScroll: true })
  else if (frames > 0) requestAnimationFrame(() => focusRow(index, frames - 1))
}
