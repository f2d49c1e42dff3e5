import { Radio, Stack } from '@mantine/core'
import { useDo } from '../../ui/query.ts'
import { useReader } from '../../ui/reader.tsx'
import { SwitchRow } from '../../ui/section.tsx'
import { setCardinality, setUnmatched } from '../contract.ts'
import type { CrmState } from './crm-state.ts'

/** What becomes of customers without a match, and whether an account may be shared. */
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
    </div>
  )
}
