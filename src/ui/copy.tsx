import { ActionIcon, Code, CopyButton, Group, TextInput, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'

const Copy = ({ value, name }: { readonly value: string; readonly name: string }) => (
  <CopyButton value={value} timeout={1500}>
    {({ copied, copy }) => (
      <Tooltip label={copied ? 'Copied' : 'Copy'}>
        <ActionIcon
          variant="subtle"
          color="gray"
          c="dimmed"
          size="sm"
          onClick={copy}
          aria-label={`Copy ${name}`}
        >
          {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        </ActionIcon>
      </Tooltip>
    )}
  </CopyButton>
)

/** An id in small fixed type with a button that copies it. `name` completes "Copy …". */
export const CopyId = ({ value, name }: { readonly value: string; readonly name: string }) => (
  <Group gap={2} wrap="nowrap" display="inline-flex" className="cw-copy">
    <Code className="cw-code">{value}</Code>
    <Copy value={value} name={name} />
  </Group>
)

/** A longer text to hand over, such as a link or a secret, in a field of its own. */
export const CopyField = ({
  label,
  value,
  name,
}: {
  readonly label: string
  readonly value: string
  readonly name: string
}) => (
  <TextInput
    label={label}
    value={value}
    readOnly
    onFocus={(event) => event.currentTarget.select()}
    rightSection={<Copy value={value} name={name} />}
  />
)
