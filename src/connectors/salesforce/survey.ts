import { Gone, TryLater } from '../../base/errors.ts'
import type { CrmDescription, CrmObject, Survey, SurveyQuestion } from '../connector.ts'
import type { SalesforceRecord } from './cells.ts'
import { descriptionOf } from './describe.ts'
import { frozenUsers, mayNotAsk, selectFrozen } from './frozen.ts'
import type { Session } from './session.ts'
import { selectCount } from './soql.ts'
import { askTogether, type Part } from './together.ts'

/**
 * Asks for descriptions, counts and frozen users in one call. A question about an object that is not to be seen answers
 * null; any other fault rejects. At most four counts: the org takes five queries in one call.
 */
export async function surveyOrg(session: Session, question: SurveyQuestion): Promise<Survey> {
  const query = (kind: 'query' | 'queryAll', soql: string): string => `/${kind}?q=${encodeURIComponent(soql)}`
  const { parts } = await askTogether(session, {
    frozen: query('query', selectFrozen(null)),
    ...named(question.describe, 'describe', (object) => `/sobjects/${object}/describe`),
    ...named(question.count, 'count', (object) =>
      query('queryAll', selectCount(object, { since: null, until: question.until })),
    ),
  })
  const part = (kind: string, object: CrmObject): Part => {
    const found = (parts as Readonly<Record<string, Part>>)[`${kind}${object}`]
    if (found === undefined) throw unreadable()
    return found
  }
  return {
    descriptions: new Map(question.describe.map((one) => [one, describedIn(one, part('describe', one))])),
    counts: new Map(question.count.map((one) => [one, countIn(part('count', one))])),
    frozen: await frozenIn(session, parts.frozen),
  }
}

const named = (
  objects: readonly CrmObject[],
  kind: string,
  path: (object: CrmObject) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(objects.map((object) => [`${kind}${object}`, path(object)]))

function describedIn(object: CrmObject, { json, fault }: Part): CrmDescription | null {
  if (fault === null) return descriptionOf(object, json)
  if (fault instanceof Gone) return null
  throw fault
}

function countIn({ json, fault }: Part): number | null {
  if (fault !== null) {
    if (fault.explanation.code === 'object_hidden') return null
    throw fault
  }
  const size = (json as { totalSize?: unknown } | null)?.totalSize
  if (typeof size !== 'number' || !Number.isInteger(size)) throw unreadable()
  return size
}

async function frozenIn(session: Session, { json, fault }: Part): Promise<readonly string[] | null> {
  if (fault !== null) {
    if (mayNotAsk(fault)) return null
    throw fault
  }
  const { records, done } = (json ?? {}) as { records?: unknown; done?: unknown }
  if (!Array.isArray(records) || typeof done !== 'boolean') throw unreadable()
  return frozenUsers(session, { records: records as SalesforceRecord[], done })
}

const unreadable = (): TryLater =>
  new TryLater({
    code: 'survey_unreadable',
    what: 'Salesforce answered our first questions with something we cannot read.',
    means: 'Nothing was read and nothing changed.',
    who: 'The makers of Crosswalk, if it stays.',
    how: 'Crosswalk tries again by itself.',
  })
