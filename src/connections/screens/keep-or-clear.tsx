import { Radio, Stack } from '@mantine/core'

/** What becomes of account managers that Salesforce assigned. */
export type Afterwards = 'keep' | 'clear'

interface KeepOrClearProps {
  readonly value: Afterwards
  readonly onChange: (value: Afterwards) => void
  /** Customers whose account manager Salesforce assigned, in words. */
  readonly customers?: string
}

/** Keep the account managers Salesforce assigned, or clear them. */
export const KeepOrClear = ({ value, onChange, customers = 'Customers' }: KeepOrClearProps) => (
  <Radio.Group
    label="Account managers that Salesforce assigned"
    value={value}
    onChange={(chosen) => onChange(chosen === 'clear' ? 'clear' : 'keep')}
  >
    <Stack gap={8} mt={6}>
      <Radio
        value="keep"
        label="Keep"
        description={`${customers} keep their account manager. You can change each by hand.`}
      />
      <Radio value="clear" label="Clear" description={`${customers} will have no account manager.`} />
    </Stack>
  </Radio.Group>
)
