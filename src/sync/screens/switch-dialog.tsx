import { Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { KeepOrClear } from '../../connections/screens/keep-or-clear.tsx'
import type { Afterwards } from '../../connections/screens/keep-or-clear.tsx'
import { Answered } from '../../ui/answered.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { useAnswer, useDo } from '../../ui/query.ts'
import { count } from '../../ui/words.ts'
import { previewSwitches, setSwitches } from '../contract.ts'
import { SeeChanges } from '../previews/screens/see-changes.tsx'
import type { CrmState } from './crm-state.ts'
import { Sentences } from './sentences.tsx'
import { contactSentences, contactsOffSentence, managerSentences } from './switch-words.ts'
import type { SwitchNumbers } from './switch-words.ts'

/** A switch about to move. */
export interface Switching {
  readonly what: 'contacts' | 'accountManagers'
  readonly on: boolean
}

interface SwitchDialogProps {
  readonly crm: CrmState
  readonly switching: Switching
  readonly onClose: () => void
}

/** Names what moving a switch would do, in numbers, before it does it. */
export const SwitchDialog = ({ crm, switching, onClose }: SwitchDialogProps) => {
  const { what, on } = switching
  const wanted = { ...crm.switches, [what]: on }
  const [whenOff, setWhenOff] = useState<Afterwards>('keep')
  const numbers = useAnswer(previewSwitches, {
    contacts: String(wanted.contacts),
    // While they are on, the number is of those that are assigned; off there would be none to name.
    accountManagers: String(wanted.accountManagers || what === 'accountManagers'),
  })
  const move = useDo(setSwitches, { said: 'Saved. A run has started.', onDone: onClose })
  return (
    <Confirm
      opened
      onClose={onClose}
      title={`${on ? 'Switch on' : 'Switch off'} ${what === 'contacts' ? 'contacts' : 'account managers'}?`}
      confirm={on ? 'Switch on' : 'Switch off'}
      danger={!on}
      busy={move.isPending}
      disabled={numbers.data === undefined}
      onConfirm={() => move.mutate({ ...wanted, whenOff })}
    >
      <Answered asked={numbers}>
        {(preview) => (
          <Stack gap="sm">
            {on ? (
              <Sentences
                shown
                lines={what === 'contacts' ? contactSentences(preview) : managerSentences(preview)}
              />
            ) : (
              <Off what={what} preview={preview} whenOff={whenOff} onWhenOff={setWhenOff} />
            )}
            <div>
              <SeeChanges settings={{ ...wanted, whenOff }} size="xs" />
            </div>
          </Stack>
        )}
      </Answered>
    </Confirm>
  )
}

interface OffProps {
  readonly what: Switching['what']
  readonly preview: SwitchNumbers
  readonly whenOff: Afterwards
  readonly onWhenOff: (value: Afterwards) => void
}

const Off = ({ what, preview, whenOff, onWhenOff }: OffProps) =>
  what === 'contacts' ? (
    <>
      <Text size="sm" fw={550}>
        {contactsOffSentence(preview)}
      </Text>
      <Text size="sm">
        The main contacts and positions chosen here are kept for the day you switch on again.
      </Text>
    </>
  ) : (
    <KeepOrClear
      value={whenOff}
      onChange={onWhenOff}
      customers={count(preview.accountManagers.assigned, 'customer')}
    />
  )
