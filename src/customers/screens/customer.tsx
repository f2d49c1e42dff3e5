import { Group } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Answered } from '../../ui/answered.tsx'
import { CopyId } from '../../ui/copy.tsx'
import { PageLink } from '../../ui/links.tsx'
import { OutLink } from '../../ui/out-link.tsx'
import { Page } from '../../ui/page.tsx'
import { useAnswer } from '../../ui/query.ts'
import { Line, Lines, Section } from '../../ui/section.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { getCustomer } from '../contract.ts'
import { AccountManager } from './account-manager.tsx'
import { Contacts } from './contacts.tsx'
import type { CustomerDetail } from './customer-detail.ts'
import { CustomerHistory } from './history.tsx'
import { Match } from './match.tsx'
import { matchStates } from './match-state.ts'
import { SkippedContacts } from './skipped-contacts.tsx'
import { WhatWouldHappen } from './what-would-happen.tsx'

interface CustomerProps {
  /** What needs attention at a customer, from nouns that come after this one. */
  readonly attention?: (id: string) => ReactNode
}

/** One customer: who is there, who looks after it, why, and what changed. */
export const Customer = ({ attention }: CustomerProps) => {
  const { id } = useParams({ from: '/customers/$id' })
  const asked = useAnswer(getCustomer, { id })
  return (
    <Page
      title={asked.data?.name ?? 'Customer'}
      back={<Back />}
      lead={asked.data && <Lead customer={asked.data} />}
    >
      <Answered asked={asked}>
        {(customer) => (
          <>
            {attention?.(customer.id)}
            <Detail customer={customer} />
          </>
        )}
      </Answered>
    </Page>
  )
}

const Back = () => (
  <PageLink to="/customers" size="sm" c="dimmed" className="cw-back">
    <IconArrowLeft size={14} aria-hidden /> Customers
  </PageLink>
)

const Lead = ({ customer }: { readonly customer: CustomerDetail }) => (
  <Group gap="xs" component="span">
    <StateBadge state={matchStates[customer.match.state]} />
    <CopyId value={customer.externalId} name="external id" />
    {customer.billingUrl !== null && (
      <OutLink href={customer.billingUrl}>Open in {customer.billingTool}</OutLink>
    )}
  </Group>
)

const Detail = ({ customer }: { readonly customer: CustomerDetail }) => (
  <div className="cw-detail">
    <div>
      <Contacts customer={customer} />
      <SkippedContacts skipped={customer.skipped} />
      <WhatWouldHappen id={customer.id} />
      <CustomerHistory id={customer.id} />
    </div>
    <div>
      <Match match={customer.match} />
      <AccountManager customer={customer} />
      <CustomFieldValues customer={customer} />
    </div>
  </div>
)

const CustomFieldValues = ({ customer }: { readonly customer: CustomerDetail }) =>
  customer.customFields.length > 0 && (
    <Section title="Custom fields">
      <Lines>
        {customer.customFields.map(({ id, label, value }) => (
          <Line key={id} label={label}>
            {value ?? <span className="cw-quiet">No value</span>}
          </Line>
        ))}
      </Lines>
    </Section>
  )
