import { Button, Group, Text, TextInput } from '@mantine/core'
import { IconTags } from '@tabler/icons-react'
import { Answered } from '../../ui/answered.tsx'
import { Empty } from '../../ui/empty.tsx'
import { useContractForm } from '../../ui/form.ts'
import { Page } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem.tsx'
import { useAnswer } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { OnlyAdmins, Section } from '../../ui/section.tsx'
import { addPosition, listPositions } from '../contract.ts'
import { PositionRow } from './position-row.tsx'

/** Settings → Contact positions: the roles a reminder can be aimed at. */
export const Positions = () => {
  const { mayChange } = useReader()
  return (
    <Page
      title="Contact positions"
      lead="A position says what a contact is for, such as paying or purchasing. It is chosen here and survives every sync."
    >
      {!mayChange && <OnlyAdmins what="change the list of positions" />}
      <Section title="Positions">
        <Answered asked={useAnswer(listPositions, {})}>
          {({ positions }) =>
            positions.length === 0 ? (
              <Empty icon={IconTags} title="No positions">
                Add the first one below.
              </Empty>
            ) : (
              <ul className="cw-list cw-rows">
                {positions.map((position) => (
                  <PositionRow key={position.id} position={position} all={positions} />
                ))}
              </ul>
            )
          }
        </Answered>
      </Section>
      {mayChange && <AddPosition />}
    </Page>
  )
}

const AddPosition = () => {
  const { form, deed, problem, submit } = useContractForm(addPosition, { name: '' }, (values) => values, {
    onDone: () => form.reset(),
  })
  return (
    <form onSubmit={submit} noValidate>
      {problem && <ProblemCard live problem={problem} />}
      <Group align="flex-end" gap="xs">
        <TextInput label="New position" {...form.getInputProps('name')} />
        <Button type="submit" loading={deed.isPending}>
          Add position
        </Button>
      </Group>
      <Text size="xs" c="dimmed" mt={6}>
        A reminder aimed at a position nobody holds goes to the main contact.
      </Text>
    </form>
  )
}
