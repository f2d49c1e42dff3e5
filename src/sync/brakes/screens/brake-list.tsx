import { PageLink } from '../../../ui/links.tsx'
import type { Run } from '../../screens/run-state.ts'
import { brakeWords } from './brake-words.ts'

/** Why a plan is not carried out by itself: a sentence each, with the way to the rows behind it. */
export const BrakeList = ({ run }: { readonly run: Pick<Run, 'id' | 'brakes'> }) => (
  <ul className="cw-list cw-brakes">
    {run.brakes.map(({ brake, what, rows }) => (
      <li key={brake}>
        {what}{' '}
        {rows && (
          <PageLink
            to="/activity/$id"
            params={{ id: run.id }}
            search={{ brake }}
            hash="changes"
            inherit
            aria-label={`See the rows: ${brakeWords[brake]}`}
          >
            See the rows
          </PageLink>
        )}
      </li>
    ))}
  </ul>
)
