/** Lines as they come, those of one run that follow one another put together. A line without a run stands alone. */
export const runsOf = <L extends { readonly runId: string | null }>(lines: readonly L[]): L[][] => {
  const found: L[][] = []
  for (const line of lines) {
    const last = found.at(-1)
    if (last && line.runId !== null && last[0]?.runId === line.runId) last.push(line)
    else found.push([line])
  }
  return found
}
