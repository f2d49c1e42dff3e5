import { Button, Code, Group, Radio, Text } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import type { Answer } from '../../base/endpoint.ts'
import { addCustomField } from '../../customers/contract.ts'
import { useDo } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { figure, percent } from '../../ui/words.ts'
import type { listCandidates } from '../contract.ts'

export type Candidate = Answer<typeof listCandidates>['candidates'][number]

interface CandidateCardProps {
  readonly candidate: Candidate
  readonly checked: boolean
  readonly disabled: boolean
  readonly onChoose: () => void
}

/** One field that may hold the Salesforce account, with what speaks for and against it. */
export const CandidateCard = ({ candidate, checked, disabled, onChoose }: CandidateCardProps) => (
  <div className="cw-choice">
    <Group justify="space-between" gap="xs" align="flex-start">
      <Radio
        name="customer-field"
        value={candidate.key}
        checked={checked}
        disabled={disabled}
        onChange={onChoose}
        label={
          <Text component="span" size="sm" fw={600}>
            {candidate.label}
          </Text>
        }
        description={`${figure(candidate.matched)} of ${figure(candidate.customers)} customers match (${percent(candidate.matched, candidate.customers)})`}
      />
      <Group gap="xs">
        {candidate.proposed && <StateBadge state={{ word: 'Proposed', tone: 'busy', icon: IconSparkles }} />}
        <AddField candidate={candidate} onAdded={onChoose} />
      </Group>
    </Group>
    <Meter candidate={candidate} />
    <Examples examples={candidate.examples} />
  </div>
)

const AddField = ({
  candidate,
  onAdded,
}: {
  readonly candidate: Candidate
  readonly onAdded: () => void
}) => {
  const { mayChange } = useReader()
  const add = useDo(addCustomField, {
    said: `${candidate.label} is added to your custom fields.`,
    onDone: onAdded,
  })
  if (candidate.key === 'external_id' || candidate.customFieldId !== null || !mayChange) return null
  return (
    <Button
      size="compact-sm"
      variant={candidate.proposed ? 'filled' : 'default'}
      loading={add.isPending}
      aria-label={`Add this field: ${candidate.label}`}
      onClick={() => add.mutate({ key: candidate.key, label: candidate.label })}
    >
      Add this field
    </Button>
  )
}

const Meter = ({ candidate }: { readonly candidate: Candidate }) => {
  const { customers, filled, wellFormed, matched } = candidate
  const share = (part: number) => ({
    width: `${customers === 0 ? 0 : (Math.max(0, part) / customers) * 100}%`,
  })
  return (
    <>
      <div className="cw-meter" aria-hidden>
        <span data-part="matched" style={share(matched)} />
        <span data-part="well-formed" style={share(wellFormed - matched)} />
        <span data-part="filled" style={share(filled - wellFormed)} />
      </div>
      <dl className="cw-meter-words">
        <div data-part="matched">
          <dt>Matched</dt>
          <dd>{figure(matched)}</dd>
        </div>
        <div data-part="well-formed">
          <dt>Well-formed</dt>
          <dd>{figure(wellFormed)}</dd>
        </div>
        <div data-part="filled">
          <dt>With a value</dt>
          <dd>{figure(filled)}</dd>
        </div>
        <div>
          <dt>Customers</dt>
          <dd>{figure(customers)}</dd>
        </div>
      </dl>
    </>
  )
}

const Examples = ({ examples }: { readonly examples: Candidate['examples'] }) =>
  examples.length > 0 && (
    <details className="cw-details">
      <summary>Examples that do not match</summary>
      <ul className="cw-list cw-examples">
        {examples.map(({ kind, value, customer, reason }) => (
          <li key={`${kind} ${customer} ${value}`}>
            <Code className="cw-code">{value}</Code> <strong>{customer}</strong>
            <span className="cw-quiet"> {reason}</span>
          </li>
        ))}
      </ul>
    </details>
  )
