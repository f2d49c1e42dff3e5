import { PageLink } from '../../ui/links.tsx'

/** The three looks at what happened: by run, by change, and what was undone and stays so. */
export const ActivityPages = () => (
  <nav aria-label="Activity pages" className="cw-pages">
    <PageLink to="/activity" activeOptions={{ exact: true, includeSearch: false }}>
      Runs
    </PageLink>
    <PageLink to="/activity/changes" activeOptions={{ includeSearch: false }}>
      Changes
    </PageLink>
    <PageLink to="/activity/pins" activeOptions={{ includeSearch: false }}>
      Pinned
    </PageLink>
  </nav>
)
