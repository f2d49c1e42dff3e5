import { lazyRouteComponent } from '@tanstack/react-router'
import type { ComponentType } from 'react'

/** The script of a page did not arrive, because Crosswalk does not answer. */
export class PageNotLoaded extends Error {
  override readonly name = 'PageNotLoaded'
}

/** Whether Crosswalk answers at all. */
export const answers = (): Promise<boolean> =>
  fetch('/healthz', { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )

/**
 * A page that is fetched when first visited. After an update its old script is gone, and the router loads everything
 * afresh. While Crosswalk does not answer that would leave nothing on the screen, so `Broken` shows instead.
 */
export const pageOf = <M extends Record<string, ComponentType>, K extends keyof M & string>(
  load: () => Promise<M>,
  name: K,
) =>
  lazyRouteComponent<M, K>(async () => {
    try {
      return await load()
    } catch (cause) {
      if (await answers()) throw cause
      throw new PageNotLoaded('The page did not load.', { cause })
    }
  }, name)
