import { Button, Group, NumberInput, Select, Text } from '@mantine/core'
import { useState } from 'react'
import type { Answer } from '../../../base/endpoint.ts'
import { useDo } from '../../../ui/query.ts'
import { useReader } from '../../../ui/reader.tsx'
import { Section } from '../../../ui/section.tsx'
import { When } from '../../../ui/when.tsx'
import { setAlerts } from '../contract.ts'

type Settings = Answer<typeof setAlerts>

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map(
  (label, index) => ({ value: String(index + 1), label }),
)
const hours = Array.from({ length: 24 }, (_unused, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00 UTC`,
}))

/** From how many problems on an alert is raised, and when the weekly summary is sent. */
export const AlertSettings = ({ settings }: { readonly settings: Settings }) => {
  const { mayChange } = useReader()
  const change = useDo(setAlerts, { said: 'Saved.' })
  const [above, setAbove] = useState<number | string>(settings.problemsAbove)
  const disabled = !mayChange || change.isPending
  return (
    <Section title="When" lead="For the whole workspace.">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate({ problemsAbove: Number(above) })
        }}
      >
        <Group align="flex-end" gap="md">
          <NumberInput
            label="Alert when more problems are open than"
            min={0}
            max={1_000_000}
            allowDecimal={false}
            clampBehavior="strict"
            w={360}
            maw="100%"
            disabled={!mayChange}
            value={above}
            onChange={setAbove}
          />
          <Button
            type="submit"
            variant="default"
            disabled={disabled || above === '' || Number(above) === settings.problemsAbove}
          >
            Save
          </Button>
        </Group>
      </form>
      <Group align="flex-end" gap="md" mt="md">
        <Select
          label="Weekly summary on"
          w={180}
          data={days}
          allowDeselect={false}
          disabled={disabled}
          value={String(settings.summaryDay)}
          onChange={(day) => day !== null && change.mutate({ summaryDay: Number(day) })}
        />
        <Select
          label="at"
          w={140}
          data={hours}
          allowDeselect={false}
          disabled={disabled}
          value={String(settings.summaryHour)}
          onChange={(hour) => hour !== null && change.mutate({ summaryHour: Number(hour) })}
        />
      </Group>
      {settings.summaryNextAt !== null && (
        <Text size="sm" c="dimmed" mt="sm">
          The next one <When at={settings.summaryNextAt} />, to whoever chose it.
        </Text>
      )}
    </Section>
  )
}
