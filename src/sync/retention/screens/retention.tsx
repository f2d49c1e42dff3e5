import { Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Answer } from '../../../base/endpoint.ts'
import { Answered } from '../../../ui/answered.tsx'
import { Confirm } from '../../../ui/dialog.tsx'
import { Page } from '../../../ui/page.tsx'
import { useAnswer, useDo } from '../../../ui/query.ts'
import { useReader } from '../../../ui/reader.tsx'
import { OnlyAdmins, Section } from '../../../ui/section.tsx'
import { When } from '../../../ui/when.tsx'
import { count } from '../../../ui/words.ts'
import { getRetention, setRetention } from '../contract.ts'

type Kept = Answer<typeof getRetention>

const lengths = [3, 6, 12, 24, 36, 60, 84, 120]
const wordOf = (months: number): string =>
  months % 12 === 0 ? count(months / 12, 'year') : count(months, 'month')

/** How long the history is kept. */
export const Retention = () => {
  const asked = useAnswer(getRetention, {})
  return (
    <Page
      title="History"
      lead="Every change of every customer is kept, so that you can look it up and undo it."
    >
      <Answered asked={asked}>{(kept) => <Choice kept={kept} />}</Answered>
    </Page>
  )
}

const Choice = ({ kept }: { readonly kept: Kept }) => {
  const { mayChange } = useReader()
  const [shorter, setShorter] = useState<number | null>(null)
  const change = useDo(setRetention, { said: 'Saved.', onDone: () => setShorter(null) })
  const choose = (months: number | null): void => {
    if (months !== null && (kept.keepMonths === null || months < kept.keepMonths)) setShorter(months)
    else change.mutate({ keepMonths: months })
  }
  const offered = [...new Set([...lengths, ...(kept.keepMonths === null ? [] : [kept.keepMonths])])].toSorted(
    (a, b) => a - b,
  )
  return (
    <Section title="Keep the history for">
      <Stack gap="sm" align="flex-start">
        <Select
          aria-label="Keep the history for"
          w={200}
          data={[
            { value: 'ever', label: 'Ever' },
            ...offered.map((months) => ({ value: String(months), label: wordOf(months) })),
          ]}
          value={kept.keepMonths === null ? 'ever' : String(kept.keepMonths)}
          allowDeselect={false}
          disabled={!mayChange || change.isPending}
          onChange={(value) => value !== null && choose(value === 'ever' ? null : Number(value))}
        />
        <Text size="sm" c="dimmed">
          Receipts and pins are kept for ever, and so are plans that wait for a decision.
          {kept.gone && (
            <>
              {' '}
              {count(kept.gone.lines, 'change')} older than that went <When at={kept.gone.at} />.
            </>
          )}
        </Text>
        {!mayChange && <OnlyAdmins what="change this" />}
      </Stack>
      {shorter !== null && (
        <Confirm
          opened
          danger
          onClose={() => setShorter(null)}
          title={`Keep the history for ${wordOf(shorter)} only?`}
          confirm="Throw older changes away"
          busy={change.isPending}
          onConfirm={() => change.mutate({ keepMonths: shorter })}
        >
          <Text size="sm">
            Within a day, changes older than {wordOf(shorter)} are gone. They cannot be looked up or undone
            any more.
          </Text>
        </Confirm>
      )}
    </Section>
  )
}
