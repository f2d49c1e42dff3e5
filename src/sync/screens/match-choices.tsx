import { Radio, Stack } from '@mantine/core'
import { useState } from 'react'
import { useDo } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { SwitchRow } from '../../ui/section.tsx'
import { setCardinality, setRelatedContacts, setUnmatched } from '../contract.ts'
import { ChangeDialog } from './change-dialog.tsx'
import type { CrmState } from './crm-state.ts'

/** What becomes of customers without a match, whether an account may be shared, and whose contacts are its own. */
export const MatchChoices = ({ crm }: { readonly crm: CrmState }) => (
  <div className="cw-rows cw-more">
    <Unmatched chosen={crm.unmatched} />
    <SharedAccounts chosen={crm.sharedAccounts} />
    {crm.relatedContacts !== null && <RelatedContacts chosen={crm.relatedContacts} />}
  </div>
)

const Unmatched = ({ chosen }: { readonly chosen: CrmState['unmatched'] }) => {
  const { mayChange } = useReader()
  const [wanted, setWanted] = useState<CrmState['unmatched'] | null>(null)
  const close = (): void => setWanted(null)
  const change = useDo(setUnmatched, { said: 'Saved.', onDone: close })
  return (
    <>
      <Radio.Group
        label="Customers without a match, while contacts come from Salesforce"
        value={chosen}
        onChange={(value) => setWanted(value === 'leave_empty' ? 'leave_empty' : 'keep_billing')}
      >
        <Stack gap={8} mt={6}>
          <Radio value="keep_billing" label="Keep their billing contacts" disabled={!mayChange} />
          <Radio value="leave_empty" label="Have no contacts" disabled={!mayChange} />
        </Stack>
      </Radio.Group>
      {wanted !== null && (
        <ChangeDialog
          title="Change what customers without a match show?"
          settings={{ unmatched: wanted }}
          busy={change.isPending}
          onClose={close}
          onConfirm={() => change.mutate({ unmatched: wanted })}
        >
          {wanted === 'leave_empty'
            ? 'The billing contacts of customers without a match leave. They return when you change this back.'
            : 'Customers without a match get their billing contacts.'}
        </ChangeDialog>
      )}
    </>
  )
}

const SharedAccounts = ({ chosen }: { readonly chosen: boolean }) => {
  const { mayChange } = useReader()
  const [asking, setAsking] = useState(false)
  const close = (): void => setAsking(false)
  const change = useDo(setCardinality, { said: 'Saved.', onDone: close })
  return (
    <>
      <SwitchRow
        label="Allow shared accounts"
        sentence="Several customers may point at one Salesforce account, such as subsidiaries or currencies."
        checked={chosen}
        disabled={!mayChange}
        onChange={() => setAsking(true)}
      />
      {asking && (
        <ChangeDialog
          title={chosen ? 'Forbid shared accounts?' : 'Allow shared accounts?'}
          settings={{ sharedAccounts: !chosen }}
          busy={change.isPending}
          onClose={close}
          onConfirm={() => change.mutate({ allowed: !chosen })}
        >
          {chosen
            ? 'Customers that point at the same Salesforce account lose their match, each of them.'
            : 'Customers that point at the same Salesforce account are matched to it, each of them.'}
        </ChangeDialog>
      )}
    </>
  )
}

/** Shown only for orgs where a contact can be related to several accounts. */
const RelatedContacts = ({ chosen }: { readonly chosen: 'direct' | 'related' }) => {
  const { mayChange } = useReader()
  const [asking, setAsking] = useState(false)
  const close = (): void => setAsking(false)
  const change = useDo(setRelatedContacts, { said: 'Saved.', onDone: close })
  const on = chosen === 'related'
  return (
    <>
      <SwitchRow
        label="Count related contacts in"
        sentence="A person Salesforce relates to several accounts is a contact at each of them. Off: only at the account the contact itself names."
        checked={on}
        disabled={!mayChange}
        onChange={() => setAsking(true)}
      />
      {asking && (
        <ChangeDialog
          title={on ? 'Leave related contacts out?' : 'Count related contacts in?'}
          settings={{ relatedContacts: !on }}
          busy={change.isPending}
          onClose={close}
          onConfirm={() => change.mutate({ contacts: on ? 'direct' : 'related' })}
        >
          {on
            ? 'People leave the customers they are only related to.'
            : 'People appear at every customer they are related to.'}
        </ChangeDialog>
      )}
    </>
  )
}
