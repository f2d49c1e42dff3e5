import { getCrm } from '../../sync/contract.ts'
import { PageLink } from '../../ui/links.tsx'
import { useAnswer, useRefreshOn } from '../../ui/query.ts'
import { WorkBar } from '../../ui/work.tsx'

/** The run under way, if there is one. Everything on the page is asked for anew when it ends. */
export const useRunNow = () => {
  const run =
    useAnswer(getCrm, {}, { every: (crm) => (crm?.currentRun ? 1_000 : false) }).data?.currentRun ?? null
  useRefreshOn(run?.id)
  return run
}

/** Shows the run under way. It survives a reload, because the server knows it. */
export const ReadingNow = () => {
  const run = useRunNow()
  if (!run?.progress) return null
  return (
    <div className="cw-box cw-gap">
      <WorkBar work={run.progress} />
      <PageLink to="/activity/$id" params={{ id: run.id }} size="sm">
        See this run
      </PageLink>
    </div>
  )
}
