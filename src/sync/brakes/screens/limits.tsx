import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { useDo } from '../../../ui/query.ts'
import { useReader } from '../../../ui/reader.tsx'
import { Section } from '../../../ui/section.tsx'
import { setSafety } from '../contract.ts'
import { Limit } from './limit.tsx'
import { emptied, limitNames, limits } from './limit-words.ts'
import type { SafetyLimits } from './limit-words.ts'

/** The brakes that have a limit, each with its switch, saved together. */
export const Limits = ({ safety }: { readonly safety: SafetyLimits }) => {
  const { mayChange } = useReader()
  const [wanted, setWanted] = useState<SafetyLimits>(safety)
  const [blank, setBlank] = useState(emptied)
  const save = useDo(setSafety, { said: 'Saved.' })
  const changed = limitNames.some((name) => wanted[name] !== safety[name])
  return (
    <Section title="Hold a sync when">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate(wanted)
        }}
      >
        <div className="cw-rows">
          {limits.map((limit) => (
            <Limit
              key={limit.name}
              limit={limit}
              value={wanted[limit.name]}
              disabled={!mayChange}
              onChange={(value) => {
                setBlank({ ...blank, [limit.name]: value === '' })
                if (value !== '') setWanted({ ...wanted, [limit.name]: value })
              }}
            />
          ))}
        </div>
        {mayChange && (
          <Group mt="md">
            <Button
              type="submit"
              disabled={!changed || Object.values(blank).some(Boolean)}
              loading={save.isPending}
            >
              Save
            </Button>
          </Group>
        )}
      </form>
    </Section>
  )
}
