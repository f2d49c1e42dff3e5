import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useContractForm } from '../../ui/form.ts'
import { ProblemCard } from '../../ui/problem.tsx'
import { setUp } from '../contract.ts'
import { Entrance } from './entrance.tsx'

const empty = { workspaceName: '', name: '', email: '', password: '' }

/** Nobody is there yet: the first person makes the account that owns the workspace. */
export const FirstStart = () => {
  const { form, deed, problem, submit } = useContractForm(setUp, empty, (values) => values)
  return (
    <Entrance
      title="Welcome to Crosswalk"
      lead="Make your account. It owns this workspace. Later you invite the rest of your team."
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {problem && <ProblemCard live problem={problem} />}
          <TextInput
            label="Company name"
            autoComplete="organization"
            required
            {...form.getInputProps('workspaceName')}
          />
          <TextInput label="Your name" autoComplete="name" required {...form.getInputProps('name')} />
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            required
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            description="At least 10 characters."
            autoComplete="new-password"
            required
            {...form.getInputProps('password')}
          />
          <Button type="submit" fullWidth mt="xs" loading={deed.isPending}>
            Create account
          </Button>
        </Stack>
      </form>
    </Entrance>
  )
}
