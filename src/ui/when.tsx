import { Tooltip } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import { ago, exactly } from './ago.ts'

/** The minute hand of the page: everything relative is drawn again twice a minute. */
const step = 30_000
const listen = (tell: () => void): (() => void) => {
  const timer = setInterval(tell, step)
  return () => clearInterval(timer)
}
const lastStep = (): number => Math.floor(Date.now() / step)

/** An instant (ISO 8601) as relative time; the exact time in the reader's zone shows on hover, focus and touch. */
export const When = ({ at }: { readonly at: string }) => {
  useSyncExternalStore(listen, lastStep)
  const instant = new Date(at)
  return (
    <Tooltip label={exactly(instant)}>
      <time dateTime={at} className="cw-when">
        {ago(instant, new Date())}
      </time>
    </Tooltip>
  )
}
