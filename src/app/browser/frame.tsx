import {
  IconActivity,
  IconAlertCircle,
  IconHome,
  IconSettings,
  IconUserCog,
  IconUsers,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Answer } from '../../base/endpoint.ts'
import { signOut } from '../../people/contract.ts'
import type { getSession } from '../../people/contract.ts'
import { roleWords } from '../../people/screens/role.ts'
import { countProblems } from '../../sync/problems/contract.ts'
import { useAnswer, useDo } from '../../ui/query.ts'
import { Shell } from '../../ui/shell.tsx'
import type { Place } from '../../ui/shell.tsx'
import { UserMenu } from '../../ui/user-menu.tsx'

type Session = Answer<typeof getSession>

const placesWith = (open: number): readonly Place[] => [
  { label: 'Overview', to: '/', icon: IconHome, exact: true },
  { label: 'Customers', to: '/customers', icon: IconUsers },
  { label: 'Account managers', to: '/account-managers', icon: IconUserCog },
  { label: 'Activity', to: '/activity', icon: IconActivity },
  { label: 'Problems', to: '/problems', icon: IconAlertCircle, count: { value: open, of: 'open' } },
]
const bottomPlaces: readonly Place[] = [{ label: 'Settings', to: '/settings', icon: IconSettings }]

const aMinute = 60_000

interface FrameProps {
  readonly session: Session
  readonly user: NonNullable<Session['user']>
  readonly children: ReactNode
}

/** The shell with our places and the reader's own menu. */
export const Frame = ({ session, user, children }: FrameProps) => {
  const problems = useAnswer(countProblems, {}, { every: () => aMinute }).data
  // Loading afresh forgets every answer of the one who leaves.
  const leave = useDo(signOut, { onDone: () => window.location.assign('/') })
  return (
    <Shell
      workspace={session.workspace?.name ?? ''}
      places={placesWith(problems?.open ?? 0)}
      bottomPlaces={bottomPlaces}
      banners={session.banners}
      userMenu={
        <UserMenu name={user.name} detail={roleWords[user.role].word} onSignOut={() => leave.mutate({})} />
      }
    >
      {children}
    </Shell>
  )
}
