import { Button, Stack, Text } from '@mantine/core'
import type { ButtonProps } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Answer, Input } from '../../base/endpoint.ts'
import { previewUndo, startUndo } from '../../sync/undo/contract.ts'
import { Answered } from '../../ui/answered.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { useAnswer, useDo } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { count, figure } from '../../ui/words.ts'

type Preview = Answer<typeof previewUndo>

interface UndoProps extends Pick<ButtonProps, 'size' | 'variant'> {
  /** What is undone, as the button and its dialog say: "this run", "this change". */
  readonly what: string
  readonly asked: Input<typeof previewUndo>
}

/** Undoes a run or a part of it, after showing what that does. For admins only. */
export const Undo = ({ what, asked, ...look }: UndoProps) => {
  const { mayChange } = useReader()
  const [open, setOpen] = useState(false)
  if (!mayChange) return null
  return (
    <>
      <Button
        variant="default"
        {...look}
        leftSection={<IconArrowBackUp size={14} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        Undo {what}
      </Button>
      {open && <UndoDialog what={what} asked={asked} onClose={() => setOpen(false)} />}
    </>
  )
}

interface DialogProps extends Pick<UndoProps, 'what' | 'asked'> {
  readonly onClose: () => void
}

const UndoDialog = ({ what, asked, onClose }: DialogProps) => {
  const navigate = useNavigate()
  const preview = useAnswer(previewUndo, asked)
  const undo = useDo(startUndo, {
    said: 'The undo has started.',
    onDone: ({ run }) => {
      onClose()
      void navigate({ to: '/activity/$id', params: { id: run.id } })
    },
  })
  return (
    <Confirm
      opened
      onClose={onClose}
      size="lg"
      title={`Undo ${what}?`}
      confirm="Undo"
      busy={undo.isPending}
      disabled={(preview.data?.total ?? 0) === 0}
      onConfirm={() => undo.mutate(asked)}
    >
      <Answered asked={preview}>{(shown) => <Shown preview={shown} />}</Answered>
    </Confirm>
  )
}

const Shown = ({ preview: { counts, total, moved, advice } }: { readonly preview: Preview }) => (
  <Stack gap="sm">
    {total === 0 ? (
      <Text size="sm">Nothing is left to undo: all of it is as it was before.</Text>
    ) : (
      <>
        <ul className="cw-list">
          {partsOf(counts).map((part) => (
            <li key={part}>
              <Text size="sm">{part}</Text>
            </li>
          ))}
        </ul>
        <Text size="sm">
          What comes of it is pinned: it stays so, whatever your systems say, until somebody releases it under
          Activity → Pinned.
        </Text>
      </>
    )}
    {advice !== null && <Text size="sm">{advice}</Text>}
    {moved.total > 0 && <Moved moved={moved} />}
  </Stack>
)

/** What has changed since the run, and what becomes of it. */
const Moved = ({ moved }: { readonly moved: Preview['moved'] }) => (
  <details className="cw-details" open={moved.total <= 5}>
    <summary>{count(moved.total, 'thing has', 'things have')} moved since</summary>
    <ul className="cw-list cw-rows">
      {moved.items.map(({ customer, sentence, subject }, index) => (
        <li key={`${subject} ${index}`}>
          <Text size="sm">
            {customer && <strong>{customer.name}: </strong>}
            {sentence}
          </Text>
        </li>
      ))}
    </ul>
    {moved.total > moved.items.length && (
      <Text size="xs" c="dimmed">
        and {figure(moved.total - moved.items.length)} more
      </Text>
    )}
  </details>
)

/** In numbers: "12 contacts come back, 3 go". */
const partsOf = ({ customers, contacts, accountManagers }: Preview['counts']): string[] =>
  [
    sentence('customer', customers.created, customers.removed, customers.changed),
    sentence('contact', contacts.created, contacts.removed, contacts.changed),
    sentence('account manager', accountManagers.assigned, accountManagers.cleared, accountManagers.changed),
  ].filter((part) => part !== '')

const sentence = (noun: string, back: number, gone: number, changed: number): string =>
  [
    back > 0 && `${count(back, noun)} ${back === 1 ? 'comes' : 'come'} back`,
    gone > 0 && `${count(gone, noun)} ${gone === 1 ? 'goes' : 'go'}`,
    changed > 0 && `${count(changed, noun)} ${changed === 1 ? 'gets' : 'get'} earlier values again`,
  ]
    .filter((part) => part !== false)
    .join(', ')
