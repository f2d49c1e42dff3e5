import { IconEyeOff, IconSnowflake, IconUserOff } from '@tabler/icons-react'
import { StateBadge, type StateWords } from './state-badge.tsx'

/** What Salesforce says against a person who owns accounts there. */
export interface OwnerFlags {
  readonly inactive: boolean
  readonly frozen: boolean
  /** Salesforce shows neither who it is nor, perhaps, their e-mail. */
  readonly hidden: boolean
}

/** The gravest of a person's flags in words, or null. */
export const ownerFlag = ({ inactive, frozen, hidden }: OwnerFlags): StateWords | null => {
  if (inactive) return { word: 'Inactive in Salesforce', tone: 'warn', icon: IconUserOff }
  if (frozen) return { word: 'Frozen in Salesforce', tone: 'warn', icon: IconSnowflake }
  return hidden ? { word: 'Hidden in Salesforce', tone: 'warn', icon: IconEyeOff } : null
}

/** Says in a badge what stands against a person; nothing when nothing does. */
export const OwnerFlag = ({ owner }: { readonly owner: OwnerFlags }) => {
  const flag = ownerFlag(owner)
  return flag && <StateBadge state={flag} />
}
