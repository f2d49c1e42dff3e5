import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { PageLink } from '../../../ui/links.tsx'
import { OutLink } from '../../../ui/out-link.tsx'
import { useDo } from '../../../ui/query.ts'
import { Line, Lines } from '../../../ui/section.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { When } from '../../../ui/when.tsx'
import { assignProblem, unsnoozeProblem } from '../contract.ts'
import { AssigneeSelect } from './assignee-select.tsx'
import { kindWords, type Problem } from './kind-words.ts'
import { Recheck } from './recheck.tsx'
import { SnoozeDialog } from './snooze-dialog.tsx'

/** One problem: what happened, what it means, who fixes it and how, and what can be done from here. */
export const ProblemDetail = ({ problem }: { readonly problem: Problem }) => (
  <Stack gap="md">
    <Group gap="xs">
      <StateBadge state={kindWords[problem.kind]} />
      <Text size="sm" c="dimmed">
        {problem.closedAt === null ? (
          <>
            since <When at={problem.since} />
          </>
        ) : (
          <>
            closed <When at={problem.closedAt} />
          </>
        )}
      </Text>
    </Group>
    <Text fw={600}>{problem.what}</Text>
    <Lines>
      {problem.customer && (
        <Line label="Customer">
          <PageLink to="/customers/$id" params={{ id: problem.customer.id }}>
            {problem.customer.name}
          </PageLink>
        </Line>
      )}
      <Line label="What it means">{problem.means}</Line>
      <Line label="Who can fix it">{problem.who}</Line>
      <Line label="What to do">{problem.how}</Line>
      <WhereToGo problem={problem} />
    </Lines>
    <Recheck problem={problem} />
    <Decisions problem={problem} />
  </Stack>
)

const WhereToGo = ({ problem: { links, place } }: { readonly problem: Problem }) =>
  (links.length > 0 || place !== null) && (
    <Line label="Where">
      {links.map(({ label, url }) => (
        <div key={url}>
          <OutLink href={url}>{label}</OutLink>
        </div>
      ))}
      {place && <Place place={place} />}
    </Line>
  )

const Place = ({ place }: { readonly place: NonNullable<Problem['place']> }) => {
  // The address comes whole from the server, with what is searched for.
  const [path = '', query = ''] = place.path.split('?')
  return (
    <PageLink to={path} search={Object.fromEntries(new URLSearchParams(query))}>
      {place.label}
    </PageLink>
  )
}

const Decisions = ({ problem }: { readonly problem: Problem }) => {
  const [snoozing, setSnoozing] = useState(false)
  const assign = useDo(assignProblem, { said: 'Saved.' })
  const takeUp = useDo(unsnoozeProblem, { said: 'It counts again.' })
  return (
    <>
      <AssigneeSelect
        label="Looked after by"
        value={problem.assignee?.id ?? null}
        disabled={assign.isPending}
        onChange={(userId) => assign.mutate({ id: problem.id, userId })}
      />
      {problem.snooze ? (
        <div>
          <Text size="sm">
            Put off until {problem.snooze.until.slice(0, 10)} by {problem.snooze.by}: {problem.snooze.reason}
          </Text>
          <Button
            mt={6}
            variant="default"
            size="xs"
            loading={takeUp.isPending}
            onClick={() => takeUp.mutate({ id: problem.id })}
          >
            Take it up again
          </Button>
        </div>
      ) : (
        problem.closedAt === null && (
          <Group>
            <Button variant="default" size="xs" onClick={() => setSnoozing(true)}>
              Put off…
            </Button>
          </Group>
        )
      )}
      <SnoozeDialog ids={[problem.id]} opened={snoozing} onClose={() => setSnoozing(false)} />
    </>
  )
}
