import { Button, Text } from '@mantine/core'
import { useRunNow } from '../../connections/screens/reading-now.tsx'
import { PageLink } from '../../ui/links.tsx'
import { ProblemCard } from '../../ui/problem.tsx'
import { useDo } from '../../ui/query.ts'
import { Section } from '../../ui/section.tsx'
import { WorkBar } from '../../ui/work.tsx'
import { startSync } from '../contract.ts'
import type { CrmState } from './crm-state.ts'

/** The first look into Salesforce, so that the next step has numbers. */
export const Reading = ({ crm }: { readonly crm: CrmState }) => {
  const run = useRunNow()
  return (
    <Section
      title="Reading Salesforce"
      lead="We read your accounts once, so that we can propose the right field. Nothing changes yet."
    >
      {run?.progress && <WorkBar work={run.progress} />}
      {run && !run.progress && <Text size="sm">Waiting to start.</Text>}
      {!run && <ReadingEnded crm={crm} />}
    </Section>
  )
}

/** The read has ended and the set-up has not moved on: something went wrong. */
const ReadingEnded = ({ crm }: { readonly crm: CrmState }) => {
  const again = useDo(startSync)
  const last = crm.lastRun
  return (
    <>
      {last?.problem ? (
        <ProblemCard problem={last.problem} />
      ) : (
        <Text size="sm" mb="sm">
          Nothing is being read at the moment.
        </Text>
      )}
      <Button mt="sm" loading={again.isPending} onClick={() => again.mutate({})}>
        Read again
      </Button>
      {last && (
        <Text size="sm" mt="sm">
          <PageLink to="/activity/$id" params={{ id: last.id }} inherit>
            See the last run
          </PageLink>
        </Text>
      )}
    </>
  )
}
