import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import type * as z from 'zod'
import type { StateWords } from '../../../ui/state-badge.tsx'
import type { checkState } from '../contract.ts'
import { stateWords } from './report.ts'

/** Green, amber and red as a word, a colour and an icon. */
export const checkStates: Readonly<Record<z.output<typeof checkState>, StateWords>> = {
  green: { word: stateWords.green, tone: 'good', icon: IconCircleCheck },
  amber: { word: stateWords.amber, tone: 'warn', icon: IconAlertTriangle },
  red: { word: stateWords.red, tone: 'bad', icon: IconCircleX },
}
