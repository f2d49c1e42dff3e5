import { useState } from 'react'
import { useReader } from '../../ui/reader.tsx'
import { Section, SwitchRow } from '../../ui/section.tsx'
import type { CrmState } from './crm-state.ts'
import { SwitchDialog } from './switch-dialog.tsx'
import type { Switching } from './switch-dialog.tsx'
import { unmatchedSentence } from './switch-words.ts'

/** The two switches. Moving one first shows what that would do. */
export const SwitchSettings = ({ crm }: { readonly crm: CrmState }) => {
  const { mayChange } = useReader()
  const [switching, setSwitching] = useState<Switching | null>(null)
  const matched = (crm.matches.matched ?? 0) + (crm.matches.merged ?? 0)
  return (
    <Section title="What comes from Salesforce">
      <div className="cw-rows">
        <SwitchRow
          label="Import contacts"
          sentence={
            crm.switches.contacts
              ? `Salesforce feeds the contacts of matched customers. ${unmatchedSentence(crm.customers - matched, crm.unmatched)}`
              : 'The billing tool feeds all contacts.'
          }
          checked={crm.switches.contacts}
          disabled={!mayChange}
          onChange={(on) => setSwitching({ what: 'contacts', on })}
        />
        <SwitchRow
          label="Import account managers"
          sentence={
            crm.switches.accountManagers
              ? 'The account owner in Salesforce is the account manager, and cannot be changed here.'
              : 'Account managers are chosen by hand.'
          }
          checked={crm.switches.accountManagers}
          disabled={!mayChange}
          onChange={(on) => setSwitching({ what: 'accountManagers', on })}
        />
      </div>
      {switching && <SwitchDialog crm={crm} switching={switching} onClose={() => setSwitching(null)} />}
    </Section>
  )
}
