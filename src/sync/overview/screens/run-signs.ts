import type { Run } from '../../screens/run-state.ts'

/** What stands under a bar whose run did not just complete, so that its colour need not tell. */
export const runSigns: Readonly<Record<Run['state'], string>> = {
  queued: '',
  running: '',
  complete: '',
  partial: '½',
  held: '‖',
  stopped: '■',
  failed: '✕',
}
