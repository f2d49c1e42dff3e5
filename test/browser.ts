import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type Page } from '@playwright/test'

/** A real Chromium, and what our tests ask of every page. */
export interface TestBrowser {
  /** A page in a profile of its own, that notes what goes wrong in it. */
  page(url: string): Promise<WatchedPage>
  close(): Promise<void>
}

export interface WatchedPage {
  readonly page: Page
  /** What the console complained of, and scripts that failed. A test expects it to be empty. */
  readonly complaints: string[]
  /** What axe finds wrong with the page as it stands, one line each. */
  violations(): Promise<string[]>
}

/** Opens the browser CHROMIUM_PATH names, or Debian’s. */
export const openBrowser = async (): Promise<TestBrowser> => {
  const browser: Browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    // Chromium refuses its sandbox to root; it visits nothing but our own pages here.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  })
  return { page: (url) => watched(browser, url), close: () => browser.close() }
}

const watched = async (browser: Browser, url: string): Promise<WatchedPage> => {
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // A refused request is an answer the page shows in words, which the test looks at itself.
    const refused = /Failed to load resource.* (4\d\d|503) /.test(message.text())
    if (message.type() === 'error' && !refused) complaints.push(message.text())
  })
  await page.goto(url)
  return {
    page,
    complaints,
    violations: async () => {
      // Colours on their way from one scheme to the other are nobody's choice. One that was put off is not waited for.
      await page.evaluate(async () => {
        // A change of scheme begins its transitions with the next frame, and on a busy machine that has not come yet.
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
        const under = document
          .getAnimations()
          .filter((one) => one instanceof CSSTransition && one.playState === 'running' && !one.pending)
        const over = Promise.allSettled(under.map((one) => one.finished))
        await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 2_000))])
      })
      const { violations } = await new AxeBuilder({ page }).analyze()
      return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`))
    },
  }
}
