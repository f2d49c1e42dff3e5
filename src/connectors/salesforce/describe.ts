import { Gone, Refused } from '../../base/errors.ts'
import type { CrmDescription, CrmField, CrmObject } from '../connector.ts'
import type { Session } from './session.ts'

/** Types that no CSV cell can hold; their parts are fields of their own. */
const compound = new Set(['address', 'location', 'base64', 'complexvalue'])

/**
 * What the connected user may see of an object today. Fields of compound types are left out: they cannot be read.
 * An object the user may not see at all is `Refused` (`object_hidden`).
 */
export async function describeObject(session: Session, object: CrmObject): Promise<CrmDescription> {
  const path = `${await session.base()}/sobjects/${object}/describe`
  const answer = await session.ask({ path, expect: 'json' }).catch((fault: unknown) => {
    throw fault instanceof Gone ? hidden(object) : fault
  })
  return descriptionOf(object, answer.json)
}

/** Reads a description out of its JSON. */
export function descriptionOf(object: CrmObject, json: unknown): CrmDescription {
  const rows = typeof json === 'object' && json !== null && 'fields' in json ? json.fields : null
  if (!Array.isArray(rows)) throw hidden(object)
  return { object, fields: rows.flatMap((row: unknown) => fieldOf(row)) }
}

function fieldOf(row: unknown): CrmField[] {
  if (typeof row !== 'object' || row === null) return []
  const said = row as Record<string, unknown>
  const { name, label, type } = said
  if (typeof name !== 'string' || typeof type !== 'string' || compound.has(type)) return []
  if (said['deprecatedAndHidden'] === true) return []
  const references = Array.isArray(said['referenceTo']) ? said['referenceTo'] : []
  return [
    {
      name,
      label: typeof label === 'string' ? label : name,
      type,
      custom: said['custom'] === true,
      calculated: said['calculated'] === true,
      filterable: said['filterable'] !== false,
      referenceTo: references.filter((each): each is string => typeof each === 'string'),
    },
  ]
}

const hidden = (object: CrmObject): Refused =>
  new Refused({
    code: 'object_hidden',
    what: `Salesforce does not show us the object ${object}.`,
    means: 'Nothing was read and nothing changed.',
    who: 'A Salesforce admin.',
    how: `Give the user of this connection read access to ${object}.`,
  })
