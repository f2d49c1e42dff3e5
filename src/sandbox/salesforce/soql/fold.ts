import type { Field } from '../field.ts'
import type { Value } from '../value.ts'

/** Texts are compared without case, ids with it. */
export const foldsCase = (field: Field): boolean => field.type !== 'id' && field.type !== 'reference'

/** A value without its case. */
export const fold = (value: Value): Value => (typeof value === 'string' ? value.toLowerCase() : value)
