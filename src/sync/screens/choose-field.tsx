import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Answer } from '../../base/endpoint.ts'
import { Answered } from '../../ui/answered.tsx'
import { ProblemCard } from '../../ui/problem.tsx'
import { useAnswer, useDo } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { Section } from '../../ui/section.tsx'
import { count } from '../../ui/words.ts'
import { chooseIdentifier, listCandidates } from '../contract.ts'
import { SeeChanges } from '../previews/screens/see-changes.tsx'
import { AnotherAccountField } from './account-field.tsx'
import { CandidateCard } from './candidate-card.tsx'
import type { Candidate } from './candidate-card.tsx'
import type { CrmState } from './crm-state.ts'

interface ChooseFieldProps {
  readonly crm: CrmState
  /** Set when the choice is being changed later, not made for the first time. */
  readonly onLeave?: () => void
}

/** Which billing field says which Salesforce account a customer is. The best one is proposed, with its numbers. */
export const ChooseField = ({ crm, onLeave }: ChooseFieldProps) => {
  const [accountField, setAccountField] = useState(crm.identifier?.accountField ?? 'Id')
  const asked = useAnswer(listCandidates, { accountField }, { keep: true })
  return (
    <Section
      title="Which field holds the Salesforce account?"
      lead="We looked at the values of every field in your billing tool and compared them with your Salesforce accounts."
      bare
    >
      <Answered asked={asked}>
        {(answer) => (
          <Candidates
            key={accountField}
            crm={crm}
            accountField={accountField}
            answer={answer}
            advanced={<AnotherAccountField value={accountField} onChange={setAccountField} />}
            {...(onLeave ? { onLeave } : {})}
          />
        )}
      </Answered>
    </Section>
  )
}

interface CandidatesProps extends ChooseFieldProps {
  readonly accountField: string
  readonly answer: Answer<typeof listCandidates>
  readonly advanced: React.ReactNode
}

const Candidates = ({ crm, accountField, answer, advanced, onLeave }: CandidatesProps) => {
  const { mayChange } = useReader()
  const candidates = ranked(answer.candidates)
  const [all, setAll] = useState(false)
  const [key, setKey] = useState(() => startsWith(crm, candidates))
  const first = shown(candidates, all, key)
  const chosen = candidates.find((candidate) => candidate.key === key)
  const customerField = chosen && fieldOf(chosen)
  const choose = useDo(chooseIdentifier, { showsFailure: true, ...(onLeave ? { onDone: onLeave } : {}) })
  return (
    <Stack gap="sm">
      <fieldset className="cw-fieldset">
        <legend className="cw-label">
          Field in your billing tool ({count(answer.customers, 'customer')},{' '}
          {count(answer.accounts, 'Salesforce account')})
        </legend>
        <Stack gap="sm">
          {first.map((candidate) => (
            <CandidateCard
              key={candidate.key}
              candidate={candidate}
              checked={candidate.key === key}
              disabled={!mayChange}
              onChoose={() => setKey(candidate.key)}
            />
          ))}
        </Stack>
      </fieldset>
      {!all && first.length < candidates.length && (
        <Button variant="subtle" size="compact-sm" className="cw-start" onClick={() => setAll(true)}>
          Show all {candidates.length} fields
        </Button>
      )}
      {candidates.length === 0 && <Text size="sm">Your billing tool has no field with values yet.</Text>}
      {advanced}
      {choose.error && <ProblemCard live problem={choose.error.failure} />}
      {mayChange && (
        <Group gap="xs">
          <Button
            disabled={customerField === undefined}
            loading={choose.isPending}
            onClick={() => customerField !== undefined && choose.mutate({ customerField, accountField })}
          >
            Continue
          </Button>
          {crm.step === 'on' && customerField !== undefined && (
            <SeeChanges settings={{ identifier: { customerField, accountField } }} />
          )}
          {onLeave && (
            <Button variant="default" onClick={onLeave}>
              Cancel
            </Button>
          )}
          {chosen && customerField === undefined && (
            <Text size="sm" c="dimmed">
              Add {chosen.label} first.
            </Text>
          )}
        </Group>
      )}
    </Stack>
  )
}

/** The proposal first, then by what matches, then by what is filled. */
const ranked = (candidates: readonly Candidate[]): Candidate[] =>
  candidates.toSorted(
    (one, other) =>
      Number(other.proposed) - Number(one.proposed) ||
      other.matched - one.matched ||
      other.filled - one.filled,
  )

/** How many candidates are worth showing at first. */
const few = 3

/** The first few that find anybody (or just the first, when none does), and the chosen one wherever it stands. */
const shown = (
  candidates: readonly Candidate[],
  all: boolean,
  key: string | undefined,
): readonly Candidate[] =>
  all
    ? candidates
    : candidates.filter(
        (candidate, index) =>
          candidate.key === key || (index < few && (candidate.matched > 0 || candidates[0]?.matched === 0)),
      )

/** What the endpoint takes for a candidate; undefined until it has been added. */
const fieldOf = ({ key, customFieldId }: Candidate): string | undefined =>
  key === 'external_id' ? 'external_id' : (customFieldId ?? undefined)

const startsWith = (crm: CrmState, candidates: readonly Candidate[]): string | undefined => {
  const now = candidates.find((candidate) => fieldOf(candidate) === crm.identifier?.customerField)
  return (crm.identifier && now ? now : candidates.find(({ proposed }) => proposed))?.key
}
