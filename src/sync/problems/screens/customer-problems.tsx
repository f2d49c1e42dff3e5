import { Group, Text } from '@mantine/core'
import { PageLink } from '../../../ui/links.tsx'
import { useAnswer } from '../../../ui/query.ts'
import { Section } from '../../../ui/section.tsx'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { When } from '../../../ui/when.tsx'
import { count } from '../../../ui/words.ts'
import { listProblems } from '../contract.ts'
import { kindWords } from './kind-words.ts'

const shown = 10

/** What needs attention at one customer; nothing at all when nothing does. */
export const CustomerProblems = ({ id }: { readonly id: string }) => {
  const answer = useAnswer(listProblems, { customer: id, limit: shown }).data
  if (!answer || answer.total === 0) return null
  return (
    <Section title="Needs attention" lead={`${count(answer.total, 'open problem')}.`}>
      <ul className="cw-list cw-rows">
        {answer.problems.map((problem) => (
          <li key={problem.id}>
            <Group gap={8}>
              <StateBadge state={kindWords[problem.kind]} />
              <Text size="sm" c="dimmed">
                since <When at={problem.since} />
              </Text>
            </Group>
            <Text size="sm" mt={4}>
              {problem.what} {problem.how}
            </Text>
            <PageLink to="/problems" search={{ open: problem.id }} size="sm">
              See what can be done
            </PageLink>
          </li>
        ))}
      </ul>
      {answer.total > shown && (
        <Text size="sm" mt="sm">
          {count(answer.total - shown, 'more problem')} at this customer stand under Problems.
        </Text>
      )}
    </Section>
  )
}
