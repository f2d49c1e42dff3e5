import { Text } from '@mantine/core'
import { IconMailOff } from '@tabler/icons-react'
import { ProblemCard } from '../../../ui/problem.tsx'

interface MailNoteProps {
  readonly mail: { readonly on: boolean; readonly from: string | null }
}

/** Whether this machine can send e-mail, and how it learns to. */
export const MailNote = ({ mail }: MailNoteProps) =>
  mail.on ? (
    <Text size="sm" c="dimmed">
      E-mail comes from {mail.from}.
    </Text>
  ) : (
    <ProblemCard
      tone="warn"
      kind={{ title: 'E-mail is off', icon: IconMailOff }}
      problem={{
        code: 'mail_off',
        what: 'This machine has no mail server, so nobody gets e-mail. Webhooks and this page work all the same.',
        who: 'Whoever runs this machine',
        how: 'Set SMTP_URL, for example smtp://user:password@mail.example.com:587, and start Crosswalk again.',
      }}
    />
  )
