import { readSalesforceId, trimmed, type IdProblem } from './salesforce-id.ts'

/**
 * What makes two values of the shared identifier "the same".
 *
 * `id`: Salesforce account ids, in any spelling. `reference`: ids of any kind of record. `number`: numbers by value, so 285 and 285.0 are the same. `text`:
 * the characters without blanks around them; case counts, because ids that differ by case are different records.
 */
export type Rule = 'id' | 'reference' | 'number' | 'text'

export type KeyProblem = IdProblem | 'not_a_number'
export type Key =
  | { readonly key: string }
  | {
      readonly problem: KeyProblem
      /** The value is a contact's id. Only where that contact is a person account's own does it stand for an account. */
      readonly contact?: string
    }
  | { readonly empty: true }

/** Which rule compares values with an Account field of this type. */
export const ruleFor = (field: { readonly name: string; readonly type: string }): Rule => {
  if (field.name === 'Id') return 'id'
  if (field.type === 'reference') return 'reference'
  return ['double', 'int', 'long', 'currency', 'percent'].includes(field.type) ? 'number' : 'text'
}

/** The key of a customer's value under `rule`. */
export const keyOf = (rule: Rule, value: string | null): Key => {
  const text = trimmed(value ?? '')
  if (text === '') return { empty: true }
  if (rule === 'id') return accountKey(text)
  if (rule === 'reference') {
    const reading = readSalesforceId(text, '')
    return 'id' in reading ? { key: reading.id } : reading
  }
  return rule === 'number' ? numberKey(text) : { key: text }
}

/** What to look for: the account's id, or that of a contact that may be behind a person account. Null for nothing. */
export const keyTried = (key: Key): string | null => {
  if ('key' in key) return key.key
  return 'contact' in key ? (key.contact ?? null) : null
}

const accountKey = (text: string): Key => {
  const account = readSalesforceId(text)
  if ('id' in account) return { key: account.id }
  const contact = readSalesforceId(text, '003')
  return 'id' in contact ? { ...account, contact: contact.id } : account
}

/** Plain digits without leading or trailing zeros, as PostgreSQL writes a numeric after `trim_scale`. */
const numberKey = (text: string): Key => {
  const parts = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text.replaceAll(/[\s\u00a0']/g, ''))
  if (!parts || !/\d/.test(text)) return { problem: 'not_a_number' }
  const [, sign, whole = '', fraction = ''] = parts
  const digits = `${whole || '0'}${fraction ? `.${fraction}` : ''}`
  return { key: sign === '-' && digits !== '0' ? `-${digits}` : digits }
}
