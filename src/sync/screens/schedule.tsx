import { Group, Radio, Select, Stack, Text } from '@mantine/core'
import { useDo } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { Section } from '../../ui/section.tsx'
import { When } from '../../ui/when.tsx'
import { setSchedule } from '../contract.ts'
import type { CrmState } from './crm-state.ts'

const hours = Array.from({ length: 24 }, (_unused, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00 UTC`,
}))

/** When the daily run starts. */
export const Schedule = ({ schedule }: { readonly schedule: CrmState['schedule'] }) => {
  const { mayChange } = useReader()
  const change = useDo(setSchedule, { said: 'Saved.' })
  const disabled = !mayChange || change.isPending
  const fixed = schedule.mode === 'utc_hour'
  return (
    <Section title="Schedule">
      <Radio.Group
        label="A sync runs once a day"
        value={schedule.mode}
        onChange={(mode) =>
          change.mutate(
            mode === 'utc_hour' ? { mode, hour: schedule.hour ?? 2 } : { mode: 'every_24_hours', hour: null },
          )
        }
      >
        <Stack gap={8} mt={6}>
          <Radio
            value="every_24_hours"
            label="Every 24 hours"
            description="Counted from the moment Salesforce was switched on."
            disabled={disabled}
          />
          <Group gap="sm" align="flex-start">
            <Radio value="utc_hour" label="At a fixed hour" disabled={disabled} />
            {fixed && (
              <Select
                size="xs"
                w={120}
                aria-label="Hour of the daily sync"
                data={hours}
                value={String(schedule.hour ?? 2)}
                allowDeselect={false}
                disabled={disabled}
                onChange={(hour) => hour !== null && change.mutate({ mode: 'utc_hour', hour: Number(hour) })}
              />
            )}
          </Group>
        </Stack>
      </Radio.Group>
      {schedule.nextAt !== null && (
        <Text size="sm" c="dimmed" mt="sm">
          Next sync <When at={schedule.nextAt} />. A time missed while Crosswalk was off is made up for at
          start.
        </Text>
      )}
    </Section>
  )
}
