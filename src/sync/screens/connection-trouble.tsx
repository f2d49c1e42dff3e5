import { Button } from '@mantine/core'
import { checkSalesforce } from '../../connections/contract.ts'
import { troubleOf } from '../../connections/screens/trouble.ts'
import { ProblemCard } from '../../ui/problem.tsx'
import { useDo } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import type { CrmState } from './crm-state.ts'

type Connection = NonNullable<CrmState['connection']>
type Remedy = Connection['remedies'][number]

interface TroubleProps {
  readonly connection: Connection
  /** Opens the connect dialog; `newSecret` asks there for another consumer key and secret. */
  readonly onReconnect: (newSecret: boolean) => void
}

/** Why Salesforce does not let Crosswalk in, and the buttons that can help here. */
export const ConnectionTrouble = ({ connection, onReconnect }: TroubleProps) => {
  const { mayChange } = useReader()
  const { state, remedies } = connection
  const problem = connection.problem ?? (state === 'connected' ? null : unsaid(connection.orgName))
  if (!problem) return null
  return (
    <div className="cw-gap">
      <ProblemCard
        problem={problem}
        kind={troubleOf(state, problem.code)}
        tone={state === 'sign_in_needed' ? 'bad' : 'warn'}
        actions={
          mayChange &&
          remedies.map((remedy, index) => (
            <RemedyButton key={remedy} remedy={remedy} first={index === 0} onReconnect={onReconnect} />
          ))
        }
      />
    </div>
  )
}

const RemedyButton = ({
  remedy,
  first,
  onReconnect,
}: {
  readonly remedy: Remedy
  readonly first: boolean
  readonly onReconnect: TroubleProps['onReconnect']
}) => {
  const check = useDo(checkSalesforce, {
    said: ({ problem }) => problem?.what ?? 'Salesforce lets Crosswalk in again.',
  })
  const look = first ? {} : { variant: 'default' }
  if (remedy === 'check_again')
    return (
      <Button size="xs" {...look} loading={check.isPending} onClick={() => check.mutate({})}>
        Check again
      </Button>
    )
  return (
    <Button size="xs" {...look} onClick={() => onReconnect(remedy === 'new_app_secret')}>
      {remedy === 'reconnect' ? 'Reconnect' : 'Enter the new secret'}
    </Button>
  )
}

const unsaid = (orgName: string) => ({
  code: 'sign_in_needed',
  what: `Salesforce no longer lets Crosswalk into ${orgName}.`,
  means: 'Contacts and account managers stay as they are now, and do not follow Salesforce any more.',
  who: 'An owner or admin of this workspace who is also a Salesforce administrator',
  how: 'Choose Reconnect and allow access again. Your settings are kept.',
})
