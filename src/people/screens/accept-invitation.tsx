import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { Answered } from '../../ui/answered.tsx'
import { useContractForm } from '../../ui/form.ts'
import { ProblemCard } from '../../ui/problem.tsx'
import { useAnswer } from '../../ui/query.ts'
import { acceptInvitation, getInvitation } from '../contract.ts'
import { Entrance } from './entrance.tsx'

/** Where the link of an invitation leads: choose a password and be in. */
export const AcceptInvitation = ({ token }: { readonly token: string }) => {
  const asked = useAnswer(getInvitation, { token })
  const workspace = asked.data?.workspace
  return (
    <Entrance
      title={workspace === undefined ? 'Your invitation' : `Join ${workspace}`}
      lead={asked.data && `You sign in as ${asked.data.email}.`}
    >
      <Answered asked={asked}>{({ name }) => <ChoosePassword token={token} name={name} />}</Answered>
    </Entrance>
  )
}

const ChoosePassword = ({ token, name }: { readonly token: string; readonly name: string }) => {
  const navigate = useNavigate()
  const { form, deed, problem, submit } = useContractForm(
    acceptInvitation,
    { name, password: '' },
    (values) => ({ ...values, token }),
    { onDone: () => void navigate({ to: '/' }) },
  )
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {problem && <ProblemCard live problem={problem} />}
        <TextInput label="Your name" autoComplete="name" required {...form.getInputProps('name')} />
        <PasswordInput
          label="Password"
          description="At least 10 characters."
          autoComplete="new-password"
          required
          {...form.getInputProps('password')}
        />
        <Button type="submit" fullWidth mt="xs" loading={deed.isPending}>
          Join
        </Button>
      </Stack>
    </form>
  )
}
