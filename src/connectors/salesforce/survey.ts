import { Gone, TryLater } from '../../base/errors.ts'
import type { CrmDescription, CrmObject, Survey, SurveyQuestion } from '../connector.ts'
import type { SalesforceRecord } from './cells.ts'
import { descriptionOf } from './describe.ts'
import { frozenUsers, mayNotAsk, selectFrozen } from './frozen.ts'
import { restFault } from './rest-errors.ts'
import type { Session } from './session.ts'
import { selectCount } from './soql.ts'

/** Rows per object whoever may see them, of an object the org may not have. */
const counted: readonly CrmObject[] = ['Account', 'Contact']

interface SubAnswer {
  readonly status: number
  readonly result: unknown
}

/**
 * Asks for descriptions and counts in one call (composite batch, which takes 25 questions). A question about an object
 * that is not to be seen answers null; any other fault rejects.
 */
export async function surveyOrg(session: Session, question: SurveyQuestion): Promise<Survey> {
  const base = (await session.base()).replace('/services/data/', '')
  const urls = [
    `limits/recordCount?sObjects=${counted.join(',')}`,
    `query?q=${encodeURIComponent(selectFrozen(null))}`,
    ...question.describe.map((object) => `sobjects/${object}/describe`),
    ...question.count.map(
      ({ object, ...bounds }) => `queryAll?q=${encodeURIComponent(selectCount(object, bounds))}`,
    ),
  ]
  const [records, frozen, ...answers] = await batch(
    session,
    urls.map((url) => `${base}/${url}`),
  )
  const described = answers.slice(0, question.describe.length)
  const descriptions = new Map<CrmObject, CrmDescription | null>()
  question.describe.forEach((object, at) => descriptions.set(object, describedIn(object, described[at])))
  return {
    descriptions,
    counts: answers.slice(question.describe.length).map(countIn),
    records: recordsIn(records),
    frozen: await frozenIn(session, frozen),
  }
}

async function batch(session: Session, urls: readonly string[]): Promise<readonly SubAnswer[]> {
  const { json } = await session.ask({
    method: 'POST',
    path: `${await session.base()}/composite/batch`,
    body: JSON.stringify({ batchRequests: urls.map((url) => ({ method: 'GET', url })) }),
    headers: { 'content-type': 'application/json' },
    expect: 'json',
    // It only reads.
    repeatable: true,
  })
  const rows = typeof json === 'object' && json !== null && 'results' in json ? json.results : null
  if (!Array.isArray(rows) || rows.length !== urls.length) throw unreadable()
  return rows.map((row: unknown) => {
    const { statusCode, result } = (row ?? {}) as Record<string, unknown>
    if (typeof statusCode !== 'number') throw unreadable()
    return { status: statusCode, result }
  })
}

const isGood = ({ status }: SubAnswer): boolean => status >= 200 && status < 300

const faultIn = ({ status, result }: SubAnswer) =>
  restFault({ status, headers: new Headers(), text: '', json: result, body: null })

function describedIn(object: CrmObject, answer: SubAnswer | undefined): CrmDescription | null {
  if (answer === undefined) throw unreadable()
  if (isGood(answer)) return descriptionOf(object, answer.result)
  const fault = faultIn(answer)
  if (fault instanceof Gone) return null
  throw fault
}

function countIn(answer: SubAnswer): number | null {
  if (isGood(answer)) {
    const size = Number((answer.result as { totalSize?: unknown } | null)?.totalSize)
    if (!Number.isInteger(size)) throw unreadable()
    return size
  }
  const fault = faultIn(answer)
  if (fault.explanation.code === 'object_hidden') return null
  throw fault
}

async function frozenIn(session: Session, answer: SubAnswer | undefined): Promise<readonly string[] | null> {
  if (answer === undefined) throw unreadable()
  if (isGood(answer)) {
    const { records, done } = (answer.result ?? {}) as { records?: unknown; done?: unknown }
    if (!Array.isArray(records)) throw unreadable()
    return frozenUsers(session, { records: records as SalesforceRecord[], done: done === true })
  }
  const fault = faultIn(answer)
  if (mayNotAsk(fault)) return null
  throw fault
}

/** Only a help to notice hidden rows, so whatever is wrong with it is no fault. */
function recordsIn(answer: SubAnswer | undefined): Map<CrmObject, number> {
  const found = new Map<CrmObject, number>()
  if (answer === undefined || !isGood(answer)) return found
  const rows: unknown = (answer.result as { sObjects?: unknown } | null)?.sObjects
  for (const row of Array.isArray(rows) ? (rows as Record<string, unknown>[]) : []) {
    const object = counted.find((name) => name === row['name'])
    if (object !== undefined && typeof row['count'] === 'number') found.set(object, row['count'])
  }
  return found
}

const unreadable = (): TryLater =>
  new TryLater({
    code: 'survey_unreadable',
    what: 'Salesforce answered our first questions with something we cannot read.',
    means: 'Nothing was read and nothing changed.',
    who: 'The makers of Crosswalk, if it stays.',
    how: 'Crosswalk tries again by itself.',
  })
