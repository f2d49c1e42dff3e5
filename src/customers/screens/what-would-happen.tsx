import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { previewCustomer } from '../../sync/previews/contract.ts'
import { Answered } from '../../ui/answered.tsx'
import { useAnswer } from '../../ui/query.ts'
import { Section } from '../../ui/section.tsx'
import { PlannedLine } from './history-line.tsx'

/** What a sync would change at this one customer, worked out when somebody asks. */
export const WhatWouldHappen = ({ id }: { readonly id: string }) => {
  const [opened, setOpened] = useState(false)
  return (
    <Section title="What would happen here">
      {opened ? (
        <Planned id={id} />
      ) : (
        <>
          <Text size="sm" mb="sm">
            See what a sync would change at this customer, from what was read last. Nothing is changed.
          </Text>
          <Button size="xs" variant="default" onClick={() => setOpened(true)}>
            Work it out
          </Button>
        </>
      )}
    </Section>
  )
}

const Planned = ({ id }: { readonly id: string }) => {
  const asked = useAnswer(previewCustomer, { id })
  return (
    <Answered asked={asked}>
      {({ lines }) =>
        lines.length === 0 ? (
          <Text size="sm" role="status">
            A sync would change nothing here.
          </Text>
        ) : (
          <ul className="cw-list cw-rows">
            {lines.map((line) => (
              <PlannedLine key={line.id} line={line} />
            ))}
          </ul>
        )
      }
    </Answered>
  )
}
