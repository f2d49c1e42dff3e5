import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useRunNow } from '../../connections/screens/reading-now.tsx'
import { useAnswer, useDo } from '../../ui/query.ts'
import { getCrm, startSync } from '../contract.ts'
import { SeeChanges } from '../previews/screens/see-changes.tsx'

/** Synchronize now, or see first what that would change. Nothing while the set-up is not done. */
export const SyncNow = () => {
  const running = useRunNow() !== null
  const crm = useAnswer(getCrm, {}).data
  const sync = useDo(startSync, {
    said: ({ started }) => (started ? 'The sync has started.' : 'A run is already under way.'),
  })
  if (crm?.step !== 'on') return null
  return (
    <>
      <SeeChanges read="everything" disabled={running}>
        Preview
      </SeeChanges>
      <Button
        leftSection={<IconRefresh size={15} aria-hidden />}
        loading={sync.isPending}
        disabled={running}
        onClick={() => sync.mutate({})}
      >
        Sync now
      </Button>
    </>
  )
}
