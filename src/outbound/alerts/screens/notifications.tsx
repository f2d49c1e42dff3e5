import { Button, Stack, Text } from '@mantine/core'
import type { Answer } from '../../../base/endpoint.ts'
import { Answered } from '../../../ui/answered.tsx'
import { Page } from '../../../ui/page.tsx'
import { useAnswer, useDo } from '../../../ui/query.ts'
import { Line, Lines, Section, SwitchRow } from '../../../ui/section.tsx'
import { getNotifications, setNotifications, testNotifications } from '../contract.ts'
import { kinds, withKind } from './kinds.ts'
import { MailNote } from './mail-note.tsx'

/** Which alerts come to oneself by e-mail. */
export const Notifications = () => (
  <Page
    title="Notifications"
    lead="What comes to you by e-mail. Each thing is told once, and once when it is over."
  >
    <div className="cw-column">
      <Answered asked={useAnswer(getNotifications, {})}>{(own) => <Own own={own} />}</Answered>
    </div>
  </Page>
)

const Own = ({ own }: { readonly own: Answer<typeof getNotifications> }) => {
  const choose = useDo(setNotifications, { said: 'Saved.' })
  const chosen = choose.isPending && choose.variables ? choose.variables.kinds : own.kinds
  return (
    <>
      <Section title="Your e-mail" actions={<SendTest possible={own.mail.on && own.email !== null} />}>
        <Lines>
          <Line label="Address">{own.email ?? 'None at which you could get mail'}</Line>
        </Lines>
        <div className="cw-more">
          <MailNote mail={own.mail} />
        </div>
      </Section>
      <Section title="Alerts">
        <Stack gap="sm">
          {kinds.map(({ kind, label, sentence }) => (
            <SwitchRow
              key={kind}
              label={label}
              sentence={sentence}
              checked={chosen.includes(kind)}
              disabled={choose.isPending}
              onChange={(on) => choose.mutate({ kinds: withKind(own.kinds, kind, on) })}
            />
          ))}
        </Stack>
        {own.byRole && (
          <Text size="sm" c="dimmed" mt="sm">
            This is what your role gets until you choose.
          </Text>
        )}
      </Section>
    </>
  )
}

const SendTest = ({ possible }: { readonly possible: boolean }) => {
  const test = useDo(testNotifications, { said: ({ to }) => `A test is on its way to ${to}.` })
  return (
    <Button
      variant="default"
      size="xs"
      disabled={!possible}
      loading={test.isPending}
      onClick={() => test.mutate({})}
    >
      Send me a test
    </Button>
  )
}
