import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useRunNow } from '../../connections/screens/reading-now.tsx'
import { Answered } from '../../ui/answered.tsx'
import { ProblemCard } from '../../ui/problem.tsx'
import { useAnswer, useDo } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { Section, SwitchRow } from '../../ui/section.tsx'
import { count } from '../../ui/words.ts'
import { previewSwitches, setSwitches } from '../contract.ts'
import { SeeChanges } from '../previews/screens/see-changes.tsx'
import { ChooseField } from './choose-field.tsx'
import type { CrmState } from './crm-state.ts'
import { Identifier } from './identifier.tsx'
import { Sentences } from './sentences.tsx'
import { contactSentences, managerSentences, unmatchedSentence } from './switch-words.ts'
import type { SwitchNumbers } from './switch-words.ts'
import { Running } from './sync-status.tsx'

/** What shall come from Salesforce, with what that would do. Continue starts the first run. */
export const ChooseSwitches = ({ crm }: { readonly crm: CrmState }) => {
  const run = useRunNow()
  const [changing, setChanging] = useState(false)
  const numbers = useAnswer(previewSwitches, { contacts: 'true', accountManagers: 'true' })
  // What was seen row by row is being applied; it switches on when it is done.
  if (run?.trigger === 'approval') return <Running run={run} first />
  if (changing) return <ChooseField crm={crm} onLeave={() => setChanging(false)} />
  return (
    <>
      <Section title="Matching">
        <Identifier crm={crm} onChange={() => setChanging(true)} />
      </Section>
      <Answered asked={numbers}>{(preview) => <Switches crm={crm} preview={preview} />}</Answered>
    </>
  )
}

const Switches = ({ crm, preview }: { readonly crm: CrmState; readonly preview: SwitchNumbers }) => {
  const { mayChange } = useReader()
  const [contacts, setContacts] = useState(true)
  const [accountManagers, setAccountManagers] = useState(true)
  const start = useDo(setSwitches, { showsFailure: true })
  return (
    <>
      <Section
        title="What should come from Salesforce?"
        lead={`${count(preview.matched, 'of your customers', 'of your customers')} ${preview.matched === 1 ? 'matches' : 'match'} a Salesforce account. Nothing changes before you choose Continue.`}
      >
        <div className="cw-rows">
          <div>
            <SwitchRow
              label="Import contacts"
              sentence="Contacts of the matched Salesforce account replace the billing contacts and follow every change."
              checked={contacts}
              disabled={!mayChange}
              onChange={setContacts}
            />
            <Sentences shown={contacts} lines={contactLines(crm, preview)} />
          </div>
          <div>
            <SwitchRow
              label="Import account managers"
              sentence="The owner of the Salesforce account becomes the account manager, and is changed only there."
              checked={accountManagers}
              disabled={!mayChange}
              onChange={setAccountManagers}
            />
            <Sentences shown={accountManagers} lines={managerSentences(preview)} />
          </div>
        </div>
      </Section>
      <Stack gap="sm">
        {start.error && <ProblemCard live problem={start.error.failure} />}
        {mayChange && (
          <Group gap="sm">
            <Button
              loading={start.isPending}
              disabled={!contacts && !accountManagers}
              onClick={() => start.mutate({ contacts, accountManagers })}
            >
              Continue
            </Button>
            <SeeChanges settings={{ contacts, accountManagers }} disabled={!contacts && !accountManagers} />
            {!contacts && !accountManagers && (
              <Text size="sm" c="dimmed">
                Switch on at least one.
              </Text>
            )}
          </Group>
        )}
      </Stack>
    </>
  )
}

const contactLines = (crm: CrmState, preview: SwitchNumbers): string[] => [
  ...contactSentences(preview),
  ...(preview.customers > preview.matched
    ? [unmatchedSentence(preview.customers - preview.matched, crm.unmatched)]
    : []),
]
