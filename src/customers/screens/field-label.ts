/** A readable name for a key of the billing tool: `salesforce_account_id` → `Salesforce account id`. At most 60 characters. */
export const fieldLabel = (key: string): string => {
  const words = key
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[_.-]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const label = words === '' ? key : words
  return (label.charAt(0).toUpperCase() + label.slice(1)).slice(0, 60)
}
