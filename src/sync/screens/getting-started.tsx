import { Text, VisuallyHidden } from '@mantine/core'
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react'
import type { Answer } from '../../base/endpoint.ts'
import { ButtonLink } from '../../ui/links.tsx'
import { useReader } from '../../ui/reader.tsx'
import { Section } from '../../ui/section.tsx'
import type { getCrm } from '../contract.ts'

interface Todo {
  readonly title: string
  readonly sentence: string
  readonly done: boolean
  readonly to: '/settings/billing' | '/settings/crm'
  readonly action: string
}

interface GettingStartedProps {
  readonly crm: Answer<typeof getCrm>
  readonly billing: boolean
}

/** The way from an empty workspace to a synchronized one. Only the next step has a button. */
export const GettingStarted = ({ crm, billing }: GettingStartedProps) => {
  const { mayChange } = useReader()
  const todos = todoList(crm, billing)
  const next = todos.findIndex(({ done }) => !done)
  return (
    <Section
      title="Get started"
      lead={mayChange ? 'Four steps, about five minutes.' : 'An owner or admin takes these four steps.'}
    >
      <ol className="cw-list cw-rows">
        {todos.map((todo, index) => (
          <li key={todo.title} className="cw-todo" data-done={todo.done}>
            {todo.done ? (
              <IconCircleCheckFilled size={20} aria-hidden />
            ) : (
              <IconCircle size={20} stroke={1.5} aria-hidden />
            )}
            <div>
              <Text size="sm" fw={600}>
                {todo.title}
                {todo.done && <VisuallyHidden> (done)</VisuallyHidden>}
              </Text>
              <Text size="sm" c="dimmed">
                {todo.sentence}
              </Text>
            </div>
            {mayChange && index === next && <ButtonLink to={todo.to}>{todo.action}</ButtonLink>}
          </li>
        ))}
      </ol>
    </Section>
  )
}

const todoList = (crm: GettingStartedProps['crm'], billing: boolean): Todo[] => [
  {
    title: 'Connect your billing tool',
    sentence: 'Your customers come from there.',
    done: billing,
    to: '/settings/billing',
    action: 'Connect billing',
  },
  {
    title: 'Connect Salesforce',
    sentence: 'Crosswalk reads accounts, contacts and owners.',
    done: crm.connection !== null,
    to: '/settings/crm',
    action: 'Connect Salesforce',
  },
  {
    title: 'Choose the field',
    sentence: 'It says which customer is which Salesforce account. We propose the best one.',
    done: crm.identifier !== null,
    to: '/settings/crm',
    action: 'Choose the field',
  },
  {
    title: 'Switch on',
    sentence: 'Choose whether contacts, account managers or both come from Salesforce.',
    done: crm.step === 'on',
    to: '/settings/crm',
    action: 'Switch on',
  },
]
