import { IconCircleCheck, IconMail, IconUserPlus } from '@tabler/icons-react'
import type { StateWords } from '../../ui/state-badge.tsx'
import type { User } from './role.ts'

/** How far a user has come, in words. */
export const userStates: Readonly<Record<User['status'], StateWords>> = {
  created: { word: 'Not invited', tone: 'calm', icon: IconUserPlus },
  invited: { word: 'Invited', tone: 'busy', icon: IconMail },
  joined: { word: 'Joined', tone: 'good', icon: IconCircleCheck },
}
