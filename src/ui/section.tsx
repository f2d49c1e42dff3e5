import { Stack, Switch, Text, Title } from '@mantine/core'
import { useId } from 'react'
import type { ReactNode } from 'react'

interface SectionProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  /** Without the box around it, for content that has its own. */
  readonly bare?: boolean
  readonly children: ReactNode
}

/** A titled part of a page. */
export const Section = ({ title, lead, actions, bare = false, children }: SectionProps) => {
  const id = useId()
  return (
    <section aria-labelledby={id} className="cw-section">
      <div className="cw-section-head">
        <div>
          <Title order={2} id={id}>
            {title}
          </Title>
          {lead !== undefined && (
            <Text c="dimmed" size="sm">
              {lead}
            </Text>
          )}
        </div>
        {actions}
      </div>
      {bare ? children : <div className="cw-box">{children}</div>}
    </section>
  )
}

interface SwitchRowProps {
  readonly label: string
  /** One sentence: what happens while it is on. */
  readonly sentence: ReactNode
  readonly checked: boolean
  readonly disabled?: boolean
  readonly onChange: (on: boolean) => void
}

/** One switch with one sentence. */
export const SwitchRow = ({ label, sentence, checked, disabled = false, onChange }: SwitchRowProps) => (
  <Switch
    className="cw-switch"
    label={label}
    description={sentence}
    labelPosition="left"
    checked={checked}
    disabled={disabled}
    onChange={(event) => onChange(event.currentTarget.checked)}
  />
)

/** A line of a settings box: what it is on the left, its value or control on the right. */
export const Line = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div className="cw-line">
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)

/** Holds `Line`s. */
export const Lines = ({ children }: { readonly children: ReactNode }) => (
  <dl className="cw-lines">{children}</dl>
)

/** The sentence a member reads where an admin finds controls. */
export const OnlyAdmins = ({ what }: { readonly what: string }) => (
  <Stack className="cw-note">
    <Text size="sm">Only owners and admins may {what}. Ask one of them if something has to change.</Text>
  </Stack>
)
