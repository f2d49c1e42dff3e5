/** What the billing tools call their own facts, in words. Keys of the workspace's own making are not here. */
const known: Readonly<Record<string, string>> = {
  'stripe:currency': 'Currency (Stripe)',
  'stripe:country': 'Country (Stripe)',
  'stripe:city': 'City (Stripe)',
  'stripe:postal_code': 'Postal code (Stripe)',
  'stripe:description': 'Description (Stripe)',
  'stripe:email': 'E-mail (Stripe)',
  'stripe:phone': 'Phone (Stripe)',
  'stripe:invoice_prefix': 'Invoice prefix (Stripe)',
  'stripe:tax_exempt': 'Tax exempt (Stripe)',
}

/**
 * A readable name for a field of the billing tool: `stripe:tax_exempt` → `Tax exempt (Stripe)`,
 * `salesforce_account_id` → `Salesforce account id`. A key with blanks was written for people and keeps its words.
 * At most 60 characters.
 */
export const fieldLabel = (key: string): string => {
  if (Object.hasOwn(known, key)) return known[key] ?? key
  const words = /\s/.test(key.trim()) ? key.replaceAll(/\s+/g, ' ').trim() : apart(key)
  const label = words === '' ? key : words
  return (label.charAt(0).toUpperCase() + label.slice(1)).slice(0, 60)
}

const apart = (key: string): string =>
  key
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/[_.-]+/g, ' ')
    .trim()
