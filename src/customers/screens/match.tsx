import { Code, List, Stack, Text } from '@mantine/core'
import { CopyId } from '../../ui/copy.tsx'
import { PageLink } from '../../ui/links.tsx'
import { OutLink } from '../../ui/out-link.tsx'
import { Section } from '../../ui/section.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import type { CustomerDetail } from './customer-detail.ts'
import { matchStates } from './match-state.ts'

type MatchDetail = CustomerDetail['match']
type Account = NonNullable<MatchDetail['account']>

/** Which Salesforce account the customer is, and why. */
export const Match = ({ match }: { readonly match: MatchDetail }) => (
  <Section title="Salesforce account" actions={<StateBadge state={matchStates[match.state]} />}>
    <Stack gap="xs">
      {match.account && <AccountLine account={match.account} />}
      <Text size="sm">{match.sentence}</Text>
      {match.remedy !== null && <Text size="sm">{match.remedy}</Text>}
      {match.value !== null && (
        <Text size="sm" c="dimmed">
          Value here: <Code className="cw-code">{match.value}</Code>
        </Text>
      )}
      {match.candidates.length > 0 && (
        <div>
          <Text size="sm" fw={550}>
            Accounts with this value
          </Text>
          {match.candidates.map((account) => (
            <AccountLine key={account.id} account={account} />
          ))}
        </div>
      )}
      <Shared customers={match.sharedWith} />
    </Stack>
  </Section>
)

const AccountLine = ({ account }: { readonly account: Account }) => (
  <div>
    <Text size="sm" fw={550}>
      {account.url === null ? account.name : <OutLink href={account.url}>{account.name}</OutLink>}
    </Text>
    <CopyId value={account.id} name="Salesforce account id" />
  </div>
)

const Shared = ({ customers }: { readonly customers: MatchDetail['sharedWith'] }) =>
  customers.length > 0 && (
    <div>
      <Text size="sm">Also on this account:</Text>
      <List size="sm" listStyleType="none">
        {customers.map(({ id, name }) => (
          <List.Item key={id}>
            <PageLink to="/customers/$id" params={{ id }} inherit>
              {name}
            </PageLink>
          </List.Item>
        ))}
      </List>
    </div>
  )
