import { Button, Group, Text } from '@mantine/core'
import { IconArrowLeft, IconStethoscope } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Answer } from '../../../base/endpoint.ts'
import { Answered } from '../../../ui/answered.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { PageLink } from '../../../ui/links.tsx'
import { Page } from '../../../ui/page.tsx'
import { ProblemCard } from '../../../ui/problem.tsx'
import { useAnswer, useDo } from '../../../ui/query.ts'
import { useReader } from '../../../ui/reader.tsx'
import { OnlyAdmins, Section } from '../../../ui/section.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { When } from '../../../ui/when.tsx'
import { count } from '../../../ui/words.ts'
import { getCheckUp, runCheckUp } from '../contract.ts'
import { CheckLine } from './check-line.tsx'
import { checkStates } from './check-state.ts'
import { CopyReport } from './copy-report.tsx'
import { PermissionSet } from './permission-set.tsx'
import { groups, summary } from './report.ts'

type Found = NonNullable<Answer<typeof getCheckUp>['checkUp']>

/** Settings → CRM → Check-up: what stands between this workspace and a sync that can be trusted. */
export const CheckUp = () => {
  const asked = useAnswer(getCheckUp, {})
  const { mayChange } = useReader()
  const run = useDo(runCheckUp, { showsFailure: true })
  const again = asked.data?.checkUp != null
  const button = (
    <Button loading={run.isPending} onClick={() => run.mutate({})}>
      {again ? 'Run again' : 'Run the check-up'}
    </Button>
  )
  return (
    <Page
      title="Check-up"
      lead="Looks at connection, permissions, records, budget and this machine. Nothing is changed."
      back={
        <PageLink to="/settings/crm" size="sm" c="dimmed" className="cw-back">
          <IconArrowLeft size={14} aria-hidden /> CRM
        </PageLink>
      }
      actions={mayChange && again && button}
    >
      {!mayChange && <OnlyAdmins what="run the check-up" />}
      {run.error && (
        <div className="cw-gap">
          <ProblemCard live problem={run.error.failure} />
        </div>
      )}
      <Answered asked={asked}>
        {({ checkUp }) => (checkUp ? <Report checkUp={checkUp} /> : <None action={mayChange && button} />)}
      </Answered>
      <PermissionSet />
    </Page>
  )
}

const None = ({ action }: { readonly action: ReactNode }) => (
  <div className="cw-box cw-gap">
    <Empty icon={IconStethoscope} title="No check-up yet" action={action}>
      It takes a few seconds and about five of your organization’s API calls.
    </Empty>
  </div>
)

const Report = ({ checkUp }: { readonly checkUp: Found }) => (
  <>
    <Group justify="space-between" gap="sm" mb="md">
      <div role="status">
        <StateBadge state={checkStates[checkUp.state]} />
        <Text size="sm" mt={4}>
          {summary(checkUp.lines)}. Run <When at={checkUp.at} /> by {checkUp.by}, with{' '}
          {count(checkUp.calls, 'API call')}.
        </Text>
      </div>
      <CopyReport checkUp={checkUp} />
    </Group>
    {groups.map(([group, title]) => {
      const lines = checkUp.lines.filter((line) => line.group === group)
      return (
        lines.length > 0 && (
          <Section key={group} title={title}>
            <ul className="cw-list cw-rows">
              {lines.map((line) => (
                <CheckLine key={line.code} line={line} />
              ))}
            </ul>
          </Section>
        )
      )
    })}
  </>
)
