import { Select } from '@mantine/core'
import { getSession, listUsers } from '../../../people/contract.ts'
import { useAnswer } from '../../../ui/query.ts'

interface AssigneeSelectProps {
  readonly label: string
  readonly value: string | null
  readonly placeholder?: string
  readonly disabled?: boolean
  readonly onChange: (userId: string | null) => void
}

const nobody = 'nobody'

/** Chooses who looks after a problem: anybody who can sign in, oneself first, or nobody. */
export const AssigneeSelect = ({ label, value, placeholder, disabled, onChange }: AssigneeSelectProps) => {
  const users = useAnswer(listUsers, {}).data?.users ?? []
  const me = useAnswer(getSession, {}).data?.user?.id
  const colleagues = users
    .filter(({ status }) => status !== 'created')
    .toSorted((a, b) => Number(b.id === me) - Number(a.id === me) || a.name.localeCompare(b.name))
  return (
    <Select
      label={label}
      {...(placeholder !== undefined && { placeholder })}
      data={[
        { value: nobody, label: 'Nobody' },
        ...colleagues.map(({ id, name }) => ({ value: id, label: id === me ? `${name} (you)` : name })),
      ]}
      value={value ?? (placeholder === undefined ? nobody : null)}
      allowDeselect={false}
      disabled={disabled ?? false}
      searchable={colleagues.length > 10}
      onChange={(chosen) => chosen !== null && onChange(chosen === nobody ? null : chosen)}
    />
  )
}
