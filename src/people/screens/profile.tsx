import { Button, PasswordInput, Stack } from '@mantine/core'
import { Answered } from '../../ui/answered.tsx'
import { useContractForm } from '../../ui/form.ts'
import { Page } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem.tsx'
import { useAnswer } from '../../ui/query.ts'
import { Line, Lines, Section } from '../../ui/section.tsx'
import { changePassword, getSession } from '../contract.ts'
import { roleWords } from './role.ts'

/** One's own account. */
export const Profile = () => (
  <Page title="Your profile">
    <div className="cw-column">
      <Answered asked={useAnswer(getSession, {})}>
        {({ user, workspace }) => (
          <Section title="Account">
            <Lines>
              <Line label="Name">{user?.name}</Line>
              <Line label="E-mail">{user?.email}</Line>
              <Line label="Role">{user && `${roleWords[user.role].word}. ${roleWords[user.role].may}`}</Line>
              <Line label="Workspace">{workspace?.name}</Line>
            </Lines>
          </Section>
        )}
      </Answered>
      <Section title="Password">
        <ChangePassword />
      </Section>
    </div>
  </Page>
)

const ChangePassword = () => {
  const { form, deed, problem, submit } = useContractForm(
    changePassword,
    { current: '', password: '' },
    (values) => values,
    { said: 'Your password is changed.', onDone: () => form.reset() },
  )
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm" align="flex-start">
        {problem && <ProblemCard live problem={problem} />}
        <PasswordInput
          w="100%"
          maw={320}
          label="Current password"
          autoComplete="current-password"
          required
          {...form.getInputProps('current')}
        />
        <PasswordInput
          w="100%"
          maw={320}
          label="New password"
          description="At least 10 characters."
          autoComplete="new-password"
          required
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={deed.isPending}>
          Change password
        </Button>
      </Stack>
    </form>
  )
}
