import { Button, Text } from '@mantine/core'
import type { Answer } from '../../base/endpoint.ts'
import { useDo } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { addCustomField } from '../contract.ts'
import type { listCustomFields } from '../contract.ts'
import { Fill } from './fill.tsx'

/** One field the billing tool has and the workspace does not show yet. */
export const OfferedField = ({
  field,
}: {
  readonly field: Answer<typeof listCustomFields>['offered'][number]
}) => {
  const { mayChange } = useReader()
  const add = useDo(addCustomField, { said: `${field.label} is added.` })
  return (
    <li className="cw-item">
      <div>
        <Text size="sm" fw={600}>
          {field.label}
        </Text>
        <Text size="xs" c="dimmed">
          {field.key} in the billing tool
        </Text>
        <Fill {...field} />
      </div>
      {mayChange && (
        <Button
          size="xs"
          variant="default"
          aria-label={`Add ${field.label}`}
          loading={add.isPending}
          onClick={() => add.mutate({ key: field.key, label: field.label })}
        >
          Add
        </Button>
      )}
    </li>
  )
}
