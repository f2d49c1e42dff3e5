import { lazy, Suspense } from 'react'
import type { ComponentType } from 'react'

/** A drawing that is fetched once the figures beside it are on the page, and keeps its height free until then. */
export const drawn = <P extends { readonly height: number }>(
  load: () => Promise<ComponentType<P>>,
): ComponentType<P> => {
  const Drawing = lazy(async () => ({ default: await load() }))
  return function Drawn(props: P) {
    return (
      <Suspense fallback={<div style={{ height: props.height }} />}>
        <Drawing {...props} />
      </Suspense>
    )
  }
}
