import { readSalesforceId, trimmed, type IdProblem } from './salesforce-id.ts'

/**
 * What makes two values of the shared identifier "the same".
 *
 * `id`: Salesforce account ids, in any spelling. `reference`: ids of any kind of record. `number`: numbers by value, so 285 and 285.0 are the same. `text`:
 * the characters without blanks around them; case counts, because ids that differ by case are different records.
 */
export type Rule = 'id' | 'reference' | 'number' | 'text'

export type KeyProblem = IdProblem | 'not_a_number'
export type Key = { readonly key: string } | { readonly problem: KeyProblem } | { readonly empty: true }

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
  if (rule === 'id' || rule === 'reference') {
    const reading = rule === 'id' ? readSalesforceId(text) : readSalesforceId(text, '')
    return 'id' in reading ? { key: reading.id } : reading
  }
  return rule === 'number' ? numberKey(text) : { key: text }
}

/** Plain digits without leading or trailing zeros, as PostgreSQL writes a numeric after `trim_scale`. */
const numberKey = (text: string): Key => {
  const parts = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text.replaceAll(/[\s\u00a0']/g, ''))
  if (!parts || !/\d/.test(text)) return { problem: 'not_a_number' }
  const [, sign, whole = '', fraction = ''] = parts
  const digits = `${whole || '0'}${fraction ? `.${fraction}` : ''}`
  return { key: sign === '-' && digits !== '0' ? `-${digits}` : digits }
}
