import { Button, Group, NumberInput, Progress, Text } from '@mantine/core'
import { useState } from 'react'
import { useDo } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { Section } from '../../ui/section.tsx'
import { When } from '../../ui/when.tsx'
import { figure } from '../../ui/words.ts'
import { setApiCalls } from '../contract.ts'
import type { CrmState } from './crm-state.ts'

type Calls = CrmState['apiCalls']

/** How much of the org's daily calls Crosswalk may use, and how much is used. */
export const ApiCalls = ({ calls }: { readonly calls: Calls }) => {
  const { mayChange } = useReader()
  const [share, setShare] = useState<number | string>(calls.share)
  const [stop, setStop] = useState<number | string>(calls.stop)
  const [sweepHours, setSweepHours] = useState<number | string>(calls.sweepHours)
  const change = useDo(setApiCalls, { said: 'Saved.' })
  const wanted = { share: Number(share), stop: Number(stop), sweepHours: Number(sweepHours) }
  const changed =
    wanted.share !== calls.share || wanted.stop !== calls.stop || wanted.sweepHours !== calls.sweepHours
  const whole = [share, stop, sweepHours].every((value) => value !== '')
  const field = { min: 1, allowDecimal: false, clampBehavior: 'strict', disabled: !mayChange } as const
  return (
    <Section
      title="API calls"
      lead="Every answer of Salesforce costs one call of a daily allowance that all your tools share."
    >
      <Used calls={calls} />
      <form
        className="cw-more"
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate(wanted)
        }}
      >
        <Group align="flex-end" gap="md">
          <NumberInput
            {...field}
            label="Ours at most"
            suffix=" %"
            max={100}
            w={140}
            value={share}
            onChange={setShare}
          />
          <NumberInput
            {...field}
            label="Stop when all tools used"
            suffix=" %"
            max={100}
            w={200}
            value={stop}
            onChange={setStop}
          />
          <NumberInput
            {...field}
            label="Look for deleted records every"
            suffix=" hours"
            max={720}
            w={250}
            value={sweepHours}
            onChange={setSweepHours}
          />
          {mayChange && (
            <Button type="submit" variant="default" disabled={!changed || !whole} loading={change.isPending}>
              Save
            </Button>
          )}
        </Group>
      </form>
      <Text size="sm" c="dimmed" mt="sm">
        When the calls run out, a run stops where it is, keeps what it has read, and goes on by itself.
      </Text>
    </Section>
  )
}

const Used = ({ calls: { used, allowed, ours, share, heardAt } }: { readonly calls: Calls }) => {
  if (used === null || allowed === null || heardAt === null)
    return <Text size="sm">Salesforce has not said yet how many calls your org has.</Text>
  const mine = Math.floor((allowed * share) / 100)
  const percent = (part: number): number => (allowed === 0 ? 0 : Math.min(100, (part / allowed) * 100))
  return (
    <>
      <Progress.Root size="md" mb={6}>
        <Progress.Section value={percent(ours)} color="brand" aria-label="Used by Crosswalk" />
        <Progress.Section
          value={percent(Math.max(0, used - ours))}
          color="gray"
          aria-label="Used by other tools"
        />
      </Progress.Root>
      <Text size="sm">
        {figure(ours)} by Crosswalk in 24 hours, of {figure(mine)} it may use. {figure(used)} of{' '}
        {figure(allowed)} by all tools, <When at={heardAt} />.
      </Text>
    </>
  )
}
