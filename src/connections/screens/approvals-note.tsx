import type { z } from 'zod'
import { ProblemCard } from '../../ui/problem.tsx'
import type { crmApprovals } from '../contract.ts'

type Approvals = z.infer<typeof crmApprovals> | null

/** Warns, while there is time, that one approval more ends another one without a word. */
export const ApprovalsNote = ({ approvals }: { readonly approvals: Approvals }) =>
  approvals !== null &&
  approvals.alive >= approvals.most && (
    <ProblemCard
      tone="warn"
      problem={{
        code: 'approvals_full',
        what: `The Salesforce user who approved last has given ${approvals.alive} of ${approvals.most} possible approvals.`,
        means:
          'Approving once more as the same user ends the oldest one without a word. Whatever uses it stops: another workspace, or another Crosswalk with the same app.',
        who: 'A Salesforce admin',
        how: 'Open that user in Salesforce Setup and revoke what is no longer needed under “OAuth Apps”, or approve as another user.',
      }}
    />
  )
