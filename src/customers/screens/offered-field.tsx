import { Button, Text } from '@mantine/core'
import type { Answer } from '../../base/endpoint.ts'
import { useDo } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { addCustomField } from '../contract.ts'
import type { listCustomFields } from '../contract.ts'
import { fieldLabel } from './field-label.ts'
import { Fill } from './fill.tsx'

/** One field the billing tool has and the workspace does not show yet. */
export const OfferedField = ({
  field,
}: {
  readonly field: Answer<typeof listCustomFields>['offered'][number]
}) => {
  const { mayChange } = useReader()
  const label = fieldLabel(field.key)
  const add = useDo(addCustomField, { said: `${label} is added.` })
  return (
    <li className="cw-item">
      <div>
        <Text size="sm" fw={600}>
          {field.key}
        </Text>
        <Fill {...field} />
      </div>
      {mayChange && (
        <Button
          size="xs"
          variant="default"
          aria-label={`Add ${field.key}`}
          loading={add.isPending}
          onClick={() => add.mutate({ key: field.key, label })}
        >
          Add
        </Button>
      )}
    </li>
  )
}
