import type { Fault } from '../../base/errors.ts'
import type { Part } from './together.ts'

/** One field as an object's description tells it, for judging permissions. */
export interface FieldFacts {
  readonly name: string
  readonly label: string
  /** A formula or roll-up: it changes without the record's stamp moving. */
  readonly calculated: boolean
  /** False: always visible, no permission speaks of it, and a permission set that names it is refused. */
  readonly permissionable: boolean
  readonly filterable: boolean
}

/** One object as the connected user may see it. */
export interface ObjectFacts {
  readonly visible: boolean
  /** Empty when it is not visible. */
  readonly fields: readonly FieldFacts[]
}

/** Reads a description. An object that is not there for this user is not visible; any other fault is thrown. */
export const objectFacts = ({ json, fault }: Part): ObjectFacts => {
  if (fault && !hides(fault)) throw fault
  const rows = (json as { fields?: unknown } | null)?.fields
  if (!Array.isArray(rows)) return { visible: false, fields: [] }
  return { visible: true, fields: rows.flatMap((row: unknown) => fieldFacts(row)) }
}

/** The org's words for "not for you, or not here at all". */
const hides = (fault: Fault): boolean =>
  fault.kind === 'gone' || (fault.kind === 'refused' && fault.explanation.code !== 'api_disabled')

const fieldFacts = (row: unknown): FieldFacts[] => {
  if (typeof row !== 'object' || row === null) return []
  const said = row as Record<string, unknown>
  if (typeof said['name'] !== 'string' || said['deprecatedAndHidden'] === true) return []
  return [
    {
      name: said['name'],
      label: typeof said['label'] === 'string' ? said['label'] : said['name'],
      calculated: said['calculated'] === true,
      permissionable: said['permissionable'] === true,
      filterable: said['filterable'] !== false,
    },
  ]
}
