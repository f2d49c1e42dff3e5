import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import type { Answer } from '../../base/endpoint.ts'
import { useContractForm } from '../../ui/form.ts'
import { ProblemCard } from '../../ui/problem.tsx'
import { signIn } from '../contract.ts'
import type { getSession } from '../contract.ts'
import { Entrance } from './entrance.tsx'

interface SignInProps {
  readonly demo: Answer<typeof getSession>['demo']
  readonly workspace: string | null
}

/** E-mail and password. In the demo it offers the made-up account. */
export const SignIn = ({ demo, workspace }: SignInProps) => {
  const { form, deed, problem, submit } = useContractForm(
    signIn,
    { email: '', password: '' },
    (values) => values,
  )
  return (
    <Entrance title="Sign in" lead={workspace ?? undefined}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {problem && <ProblemCard live problem={problem} />}
          {demo && (
            <div className="cw-note">
              <Text size="sm" mb={8}>
                This is a demo with a made-up company. Its account is {demo.email} with the password{' '}
                {demo.password}.
              </Text>
              <Button
                size="xs"
                variant="default"
                onClick={() => form.setValues({ email: demo.email, password: demo.password })}
              >
                Use the demo account
              </Button>
            </div>
          )}
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            required
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            {...form.getInputProps('password')}
          />
          <Button type="submit" fullWidth mt="xs" loading={deed.isPending}>
            Sign in
          </Button>
          <Text size="xs" c="dimmed">
            Forgot your password? Ask an owner or admin of your workspace for a new invitation.
          </Text>
        </Stack>
      </form>
    </Entrance>
  )
}
