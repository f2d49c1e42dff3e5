import { IconActivity, IconHome, IconSettings, IconUserCog, IconUsers } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Answer } from '../../base/endpoint.ts'
import { signOut } from '../../people/contract.ts'
import type { getSession } from '../../people/contract.ts'
import { roleWords } from '../../people/screens/role.ts'
import { useDo } from '../../ui/query.ts'
import { Shell } from '../../ui/shell.tsx'
import type { Place } from '../../ui/shell.tsx'
import { UserMenu } from '../../ui/user-menu.tsx'

type Session = Answer<typeof getSession>

const places: readonly Place[] = [
  { label: 'Overview', to: '/', icon: IconHome, exact: true },
  { label: 'Customers', to: '/customers', icon: IconUsers },
  { label: 'Account managers', to: '/account-managers', icon: IconUserCog },
  { label: 'Activity', to: '/activity', icon: IconActivity },
]
const bottomPlaces: readonly Place[] = [{ label: 'Settings', to: '/settings', icon: IconSettings }]

interface FrameProps {
  readonly session: Session
  readonly user: NonNullable<Session['user']>
  readonly children: ReactNode
}

/** The shell with our places and the reader's own menu. */
export const Frame = ({ session, user, children }: FrameProps) => {
  // Loading afresh forgets every answer of the one who leaves.
  const leave = useDo(signOut, { onDone: () => window.location.assign('/') })
  return (
    <Shell
      workspace={session.workspace?.name ?? ''}
      places={places}
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
