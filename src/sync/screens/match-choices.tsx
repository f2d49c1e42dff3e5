import { Radio, Stack } from '@mantine/core'
import { useDo } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { SwitchRow } from '../../ui/section.tsx'
import { setCardinality, setRelatedContacts, setUnmatched } from '../contract.ts'
import type { CrmState } from './crm-state.ts'

/** What becomes of customers without a match, whether an account may be shared, and whose contacts are its own. */
export const MatchChoices = ({ crm }: { readonly crm: CrmState }) => {
  const { mayChange } = useReader()
  const unmatched = useDo(setUnmatched, { said: 'Saved.' })
  const shared = useDo(setCardinality, { said: 'Saved.' })
  return (
    <div className="cw-rows cw-more">
      <Radio.Group
        label="Customers without a match, while contacts come from Salesforce"
        value={crm.unmatched}
        onChange={(value) =>
          unmatched.mutate({ unmatched: value === 'leave_empty' ? 'leave_empty' : 'keep_billing' })
        }
      >
        <Stack gap={8} mt={6}>
          <Radio
            value="keep_billing"
            label="Keep their billing contacts"
            disabled={!mayChange || unmatched.isPending}
          />
          <Radio value="leave_empty" label="Have no contacts" disabled={!mayChange || unmatched.isPending} />
        </Stack>
      </Radio.Group>
      <SwitchRow
        label="Allow shared accounts"
        sentence="Several customers may point at one Salesforce account, such as subsidiaries or currencies."
        checked={crm.sharedAccounts}
        disabled={!mayChange || shared.isPending}
        onChange={(allowed) => shared.mutate({ allowed })}
      />
      {crm.relatedContacts !== null && <RelatedContacts chosen={crm.relatedContacts} />}
    </div>
  )
}

/** Shown only for orgs where a contact can be related to several accounts. */
const RelatedContacts = ({ chosen }: { readonly chosen: 'direct' | 'related' }) => {
  const { mayChange } = useReader()
  const related = useDo(setRelatedContacts, { said: 'Saved.' })
  return (
    <SwitchRow
      label="Count related contacts in"
      sentence="A person Salesforce relates to several accounts is a contact at each of them. Off: only at the account the contact itself names."
      checked={chosen === 'related'}
      disabled={!mayChange || related.isPending}
      onChange={(on) => related.mutate({ contacts: on ? 'related' : 'direct' })}
    />
  )
}
