/** What a process has cost since `begin`: its largest memory, and the longest time its event loop stood still. */
export interface Cost {
  /** Bytes of RSS, at their most. */
  readonly peakRss: number
  /** Milliseconds between two turns of the loop that should have followed at once. */
  readonly pauseMs: number
  /** Of the same pause, what this thread really worked: the rest it waited for a core. */
  readonly pauseCpuMs: number
}

export interface Watch {
  begin(): void
  cost(): Cost
}

const beat = 5

/** Begins to watch this thread. */
export const openWatch = (): Watch => {
  let peakRss = 0
  let pauseMs = 0
  let pauseCpuMs = 0
  let last = performance.now()
  let lastCpu = threadMs()
  let beats = 0
  const timer = setInterval(() => {
    const now = performance.now()
    const cpu = threadMs()
    const late = now - last - beat
    if (late > pauseMs) pauseMs = late
    // A pause is the loop's own only as far as it was at work.
    pauseCpuMs = Math.max(pauseCpuMs, Math.min(late, cpu - lastCpu))
    last = now
    lastCpu = cpu
    if (beats++ % 10 === 0) peakRss = Math.max(peakRss, process.memoryUsage.rss())
  }, beat)
  timer.unref()
  return {
    begin: () => {
      peakRss = process.memoryUsage.rss()
      pauseMs = 0
      pauseCpuMs = 0
      last = performance.now()
      lastCpu = threadMs()
    },
    cost: () => ({ peakRss: Math.max(peakRss, process.memoryUsage.rss()), pauseMs, pauseCpuMs }),
  }
}

const threadMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
