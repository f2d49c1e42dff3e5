import { IconAddressBookOff } from '@tabler/icons-react'
import { Empty } from '../../ui/empty.tsx'
import { useAnswer } from '../../ui/query.ts'
import { Section } from '../../ui/section.tsx'
import { listPositions } from '../contract.ts'
import { ContactRow } from './contact-row.tsx'
import type { CustomerDetail } from './customer-detail.ts'

/** The contacts of one customer, main contact first. */
export const Contacts = ({ customer }: { readonly customer: CustomerDetail }) => {
  const positions = useAnswer(listPositions, {}).data?.positions ?? []
  const contacts = customer.contacts.toSorted((one, other) => Number(other.isMain) - Number(one.isMain))
  return (
    <Section title="Contacts" lead={customer.contactSourceReason}>
      {contacts.length === 0 ? (
        <Empty icon={IconAddressBookOff} title="No contacts">
          {customer.skipped.length > 0
            ? 'The contacts that were found could not be used. The reasons are below.'
            : 'The source of this customer has no contact with an e-mail address.'}
        </Empty>
      ) : (
        <ul className="cw-list cw-rows">
          {contacts.map((contact) => (
            <ContactRow key={contact.id} contact={contact} positions={positions} />
          ))}
        </ul>
      )}
    </Section>
  )
}
