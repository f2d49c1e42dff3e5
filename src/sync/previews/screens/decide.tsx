import { Button, Group, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Confirm } from '../../../ui/dialog.tsx'
import { ButtonLink } from '../../../ui/links.tsx'
import { useDo } from '../../../ui/query.ts'
import { useReader } from '../../../ui/reader.tsx'
import { changeParts } from '../../screens/run-state.ts'
import type { Run } from '../../screens/run-state.ts'
import { Sentences } from '../../screens/sentences.tsx'
import { applyPlan, discardPlan } from '../contract.ts'
import { settingsSentences } from './settings-words.ts'

interface DecideProps {
  readonly run: Run
}

/** Has a stored plan carried out, or drops it. For admins; others read whom to ask. */
export const Decide = ({ run }: DecideProps) => {
  const { mayChange } = useReader()
  const [asking, setAsking] = useState<'nothing' | 'apply' | 'discard'>('nothing')
  const close = (): void => setAsking('nothing')
  if (!mayChange)
    return (
      <Text size="sm">Only owners and admins may approve or discard this. Ask one of them to decide.</Text>
    )
  return (
    <Group gap="xs">
      {run.canApply && <Button onClick={() => setAsking('apply')}>{applyWord(run)}</Button>}
      {run.brakes.some(({ brake }) => brake === 'other_org') && (
        <ButtonLink to="/settings/crm">Go to Settings → CRM</ButtonLink>
      )}
      <Button variant="default" onClick={() => setAsking('discard')}>
        Discard
      </Button>
      {asking === 'apply' && <Apply run={run} onClose={close} />}
      {asking === 'discard' && <Discard run={run} onClose={close} />}
    </Group>
  )
}

const applyWord = ({ kind }: Run): string => (kind === 'preview' ? 'Apply' : 'Approve')

interface DialogProps extends DecideProps {
  readonly onClose: () => void
}

const Apply = ({ run, onClose }: DialogProps) => {
  const navigate = useNavigate()
  const apply = useDo(applyPlan, {
    said: 'The run has started.',
    onDone: ({ run: next }) => {
      onClose()
      // Settings are chosen on the CRM page, where the set-up goes on.
      if (run.settings === null) void navigate({ to: '/activity/$id', params: { id: next.id } })
      else void navigate({ to: '/settings/crm' })
    },
  })
  const settings = settingsSentences(run.settings)
  return (
    <Confirm
      opened
      onClose={onClose}
      title={applyTitle(run)}
      confirm={applyWord(run)}
      busy={apply.isPending}
      onConfirm={() => apply.mutate({ id: run.id })}
    >
      <Stack gap="sm">
        {run.counts ? <Planned counts={run.counts} /> : <Truth />}
        {settings.length > 0 && (
          <div>
            <Text size="sm">From then on:</Text>
            <Sentences shown lines={settings} />
          </div>
        )}
        {run.counts && (
          <Text size="sm" c="dimmed">
            If something has moved since this was worked out, nothing is changed and you are told what moved.
          </Text>
        )}
      </Stack>
    </Confirm>
  )
}

/** A run that is held for a doubt about a source has planned nothing yet. */
const applyTitle = ({ kind, counts }: Run): string => {
  if (counts === null) return 'Take this for the truth?'
  return kind === 'preview' ? 'Apply these changes?' : 'Approve these changes?'
}

const Truth = () => (
  <>
    <Text size="sm">
      Another run reads your systems again, and takes what they show for the truth this time.
    </Text>
    <Text size="sm" c="dimmed">
      If it would then change more than Settings → CRM → Safety allows, it is held too, and you see every
      change before anything is done.
    </Text>
  </>
)

const Planned = ({ counts }: { readonly counts: NonNullable<Run['counts']> }) => {
  const parts = changeParts(counts)
  return parts.length === 0 ? (
    <Text size="sm">No customer changes.</Text>
  ) : (
    <div>
      <Text size="sm">Exactly the changes you have seen are made:</Text>
      <Sentences shown lines={parts} />
    </div>
  )
}

const Discard = ({ run, onClose }: DialogProps) => {
  const discard = useDo(discardPlan, { said: 'Discarded. Nothing was changed.', onDone: onClose })
  return (
    <Confirm
      opened
      onClose={onClose}
      title={run.kind === 'preview' ? 'Discard this preview?' : 'Discard this run?'}
      confirm="Discard"
      busy={discard.isPending}
      onConfirm={() => discard.mutate({ id: run.id })}
    >
      <Text size="sm">
        {run.kind === 'preview'
          ? 'Your customers and your settings stay as they are.'
          : 'Your customers stay as they are. The next run looks again, and is held again if nothing has been mended.'}
      </Text>
    </Confirm>
  )
}
