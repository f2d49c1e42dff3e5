import { Outlet, useRouterState } from '@tanstack/react-router'
import { Center, Loader } from '@mantine/core'
import { AcceptInvitation } from '../../people/screens/accept-invitation.tsx'
import { Entrance } from '../../people/screens/entrance.tsx'
import { FirstStart } from '../../people/screens/first-start.tsx'
import { SignIn } from '../../people/screens/sign-in.tsx'
import { getSession } from '../../people/contract.ts'
import { Answered } from '../../ui/answered.tsx'
import { useAnswer } from '../../ui/query.ts'
import { ReaderIs } from '../../ui/reader.tsx'
import { Frame } from './frame.tsx'

/** Lets nobody past who is not signed in. The address stays, so one lands where one wanted to go. */
export const Gate = () => {
  const asked = useAnswer(getSession, {})
  const path = useRouterState({ select: (state) => state.location.pathname })
  const invitation = /^\/invitation\/([^/]+)$/.exec(path)?.[1]
  const session = asked.data
  if (session === undefined) return <Waiting asked={asked} />
  if (session.state === 'first_start') return <FirstStart />
  if (invitation !== undefined) return <AcceptInvitation token={decodeURIComponent(invitation)} />
  if (session.user === null) return <SignIn demo={session.demo} workspace={session.workspace?.name ?? null} />
  return (
    <ReaderIs value={{ name: session.user.name, mayChange: session.user.role !== 'member' }}>
      <Frame session={session} user={session.user}>
        <Outlet />
      </Frame>
    </ReaderIs>
  )
}

const Waiting = ({ asked }: { readonly asked: ReturnType<typeof useAnswer<typeof getSession>> }) =>
  asked.error ? (
    <Entrance title="Crosswalk cannot be reached">
      <Answered asked={asked}>{() => null}</Answered>
    </Entrance>
  ) : (
    <Center component="main" h="100dvh">
      <Loader size="sm" aria-label="Loading" role="status" />
    </Center>
  )
