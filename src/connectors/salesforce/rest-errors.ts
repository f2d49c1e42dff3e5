import { Gone, OutOfBudget, Refused, SignInAgain, TryLater } from '../../base/errors.ts'
import type { Explanation, Fault } from '../../base/errors.ts'
import type { HttpAnswer } from '../http.ts'

/** The first error of an answer: the vendor's word and sentence, and the plain text when there is no JSON. */
export interface RestError {
  readonly errorCode: string
  readonly message: string
}

/** Reads the vendor's array of errors; tolerates a single object and plain text such as `Bad_OAuth_Token`. */
export function restError(answer: HttpAnswer): RestError {
  const first: unknown = Array.isArray(answer.json) ? answer.json[0] : answer.json
  if (typeof first === 'object' && first !== null && 'errorCode' in first) {
    const message = 'message' in first && typeof first.message === 'string' ? first.message : ''
    return { errorCode: String(first.errorCode), message }
  }
  return { errorCode: /^\w{1,60}$/.test(answer.text.trim()) ? answer.text.trim() : '', message: '' }
}

/** The session is over and a fresh token may help. The identity service says so with 403 and plain text. */
export function isSessionOver(answer: HttpAnswer): boolean {
  const { errorCode, message } = restError(answer)
  if (answer.status === 403) return errorCode === 'Bad_OAuth_Token' || errorCode === 'Missing_OAuth_Token'
  if (answer.status !== 401) return false
  if (errorCode === 'INVALID_SESSION_ID') return !wrongKind.test(message)
  return errorCode === '' || errorCode === 'Bad_OAuth_Token'
}

/** Too many long requests at once: over in seconds, unlike the day's allowance. */
export function isCrowded(answer: HttpAnswer): boolean {
  const { errorCode, message } = restError(answer)
  return errorCode === 'REQUEST_LIMIT_EXCEEDED' && /concurrent/i.test(message)
}

const wrongKind = /not valid for use/i

interface Row extends Explanation {
  readonly errorCode: string
  readonly when?: RegExp
  readonly then: 'sign_in_again' | 'try_later' | 'refused' | 'gone' | 'out_of_budget'
  /** Add the vendor's own sentence, cut short: only where it says something a person can use. */
  readonly quote?: true
}

const admin = 'A Salesforce admin.'
const bug = 'The makers of Crosswalk: this is a fault of ours.'
const unchanged = 'Nothing changed. Your customers stay as they were.'

/** The vendor's errors, in the order they are tried. */
export const restTable: readonly Row[] = [
  {
    errorCode: 'INVALID_SESSION_ID',
    when: wrongKind,
    then: 'sign_in_again',
    code: 'session_not_for_rest',
    what: 'This connection may not use the Salesforce API. The app lacks the scope "api", or the user\'s licence lacks API access.',
    who: admin,
    how: 'Give the app the scope "api" and the user the permission "API Enabled", then reconnect.',
  },
  {
    errorCode: 'INVALID_SESSION_ID',
    then: 'sign_in_again',
    code: 'session_over',
    what: 'Salesforce ended our session in the middle of the work.',
    how: 'Crosswalk renews it and goes on by itself.',
  },
  {
    errorCode: 'Bad_OAuth_Token',
    then: 'sign_in_again',
    code: 'session_over',
    what: 'Salesforce does not accept our session.',
    who: 'A person who may sign in to Salesforce.',
    how: 'Open Settings → CRM, and press Reconnect.',
  },
  {
    errorCode: 'INVALID_AUTH_HEADER',
    then: 'sign_in_again',
    code: 'session_unreadable',
    what: 'Salesforce could not read our session.',
    who: 'A person who may sign in to Salesforce.',
    how: 'Open Settings → CRM, and press Reconnect.',
  },
  {
    errorCode: 'INVALID_JWT_FORMAT',
    then: 'sign_in_again',
    code: 'session_unreadable',
    what: 'Salesforce could not read our session.',
    who: 'A person who may sign in to Salesforce.',
    how: 'Open Settings → CRM, and press Reconnect.',
  },
  {
    errorCode: 'REQUEST_LIMIT_EXCEEDED',
    when: /concurrent/i,
    then: 'try_later',
    code: 'org_crowded',
    what: 'Too many long requests were running in this Salesforce org at once.',
    how: 'Crosswalk tries again by itself.',
  },
  {
    errorCode: 'REQUEST_LIMIT_EXCEEDED',
    then: 'out_of_budget',
    code: 'daily_calls_spent',
    what: 'This Salesforce org has used up its API calls of the last 24 hours, all its tools together.',
    who: admin,
    how: 'Crosswalk goes on when calls are free again. If it happens often, see in Setup, API usage, which tool uses most, or buy more calls.',
  },
  {
    errorCode: 'LIMIT_EXCEEDED',
    then: 'out_of_budget',
    code: 'daily_jobs_spent',
    what: 'This Salesforce org has used up its bulk jobs of the last 24 hours, all its tools together.',
    who: admin,
    how: 'Crosswalk goes on when jobs are free again.',
  },
  {
    errorCode: 'EXCEEDED_QUOTA',
    then: 'out_of_budget',
    code: 'daily_jobs_spent',
    what: 'This Salesforce org has used up its bulk allowance of the last 24 hours.',
    who: admin,
    how: 'Crosswalk goes on when the allowance is free again.',
  },
  {
    errorCode: 'API_DISABLED_FOR_ORG',
    then: 'refused',
    code: 'api_not_in_edition',
    what: 'This Salesforce edition has no API, or the org allows it only to chosen apps.',
    who: admin,
    how: 'Professional Edition needs the API add-on. With API access control, add this app to the allowed ones.',
  },
  {
    errorCode: 'API_CURRENTLY_DISABLED',
    then: 'refused',
    code: 'api_not_for_user',
    what: 'The Salesforce user behind this connection may not use the API.',
    who: admin,
    how: 'Give that user the permission "API Enabled".',
  },
  {
    errorCode: 'INSUFFICIENT_ACCESS',
    then: 'refused',
    code: 'no_permission',
    what: 'The Salesforce user behind this connection lacks a permission for this.',
    who: admin,
    how: 'Give that user read access, with "View All Records", to accounts and contacts.',
  },
  {
    errorCode: 'INSUFFICIENT_ACCESS_OR_READONLY',
    then: 'refused',
    code: 'no_permission',
    what: 'The Salesforce user behind this connection lacks a permission for this.',
    who: admin,
    how: 'Give that user read access, with "View All Records", to accounts and contacts.',
  },
  {
    errorCode: 'FUNCTIONALITY_NOT_ENABLED',
    then: 'refused',
    code: 'feature_off',
    quote: true,
    what: 'A feature we need is switched off in this Salesforce org.',
    who: admin,
    how: 'Switch it on, or ask what else it needs.',
  },
  {
    errorCode: 'TXN_SECURITY_NO_ACCESS',
    then: 'refused',
    code: 'security_policy',
    quote: true,
    what: 'A transaction security policy of this Salesforce org stopped us.',
    who: admin,
    how: 'Exempt the user of this connection from the policy.',
  },
  {
    errorCode: 'TXN_SECURITY_METERING_ERROR',
    then: 'try_later',
    code: 'security_metering',
    what: 'A transaction security policy of this Salesforce org was too busy to check us.',
    how: 'Crosswalk tries again by itself.',
  },
  {
    errorCode: 'INVALID_FIELD',
    then: 'refused',
    code: 'field_hidden',
    what: 'Salesforce does not show us a field we asked for. It was deleted, renamed, or hidden from this user.',
    who: admin,
    how: "Make the field visible to this user (field-level security), or choose another field in Crosswalk's settings.",
  },
  {
    errorCode: 'INVALID_TYPE',
    then: 'refused',
    code: 'object_hidden',
    what: 'Salesforce does not show us one of the objects we need.',
    who: admin,
    how: 'Give the user of this connection read access to accounts, contacts and users.',
  },
  {
    errorCode: 'INVALIDENTITY',
    then: 'refused',
    code: 'bulk_not_offered',
    what: 'Salesforce does not offer bulk reading for this.',
    who: admin,
    how: 'Nothing: Crosswalk reads in small pages instead.',
  },
  {
    errorCode: 'FEATURENOTENABLED',
    then: 'refused',
    code: 'bulk_not_offered',
    what: 'Bulk reading is switched off in this Salesforce org.',
    who: admin,
    how: 'Nothing: Crosswalk reads in small pages instead.',
  },
  {
    errorCode: 'API_ERROR',
    when: /not supported by the bulk api/i,
    then: 'refused',
    code: 'bulk_not_offered',
    what: 'Salesforce does not offer bulk reading for this.',
    who: admin,
    how: 'Nothing: Crosswalk reads in small pages instead.',
  },
  {
    errorCode: 'MALFORMED_QUERY',
    then: 'refused',
    code: 'query_malformed',
    what: 'Salesforce could not read our question.',
    who: bug,
    how: 'Send them the log of this run.',
  },
  {
    errorCode: 'INVALID_QUERY_FILTER_OPERATOR',
    then: 'refused',
    code: 'query_malformed',
    what: 'Salesforce could not read our question.',
    who: bug,
    how: 'Send them the log of this run.',
  },
  {
    errorCode: 'MALFORMED_ID',
    then: 'refused',
    code: 'id_malformed',
    what: 'Salesforce says that a record id is not one.',
    who: 'A Crosswalk admin.',
    how: 'Check which field the shared identifier uses.',
  },
  {
    errorCode: 'INVALID_QUERY_LOCATOR',
    then: 'try_later',
    code: 'locator_dead',
    what: 'Salesforce dropped our place in the middle of a read.',
    how: 'Crosswalk tries again by itself.',
  },
  {
    errorCode: 'QUERY_TIMEOUT',
    then: 'try_later',
    code: 'query_too_slow',
    what: 'Salesforce needed too long for our question.',
    how: 'Crosswalk tries again by itself, in another way where it can.',
  },
  {
    errorCode: 'OPERATION_TOO_LARGE',
    then: 'refused',
    code: 'query_too_large',
    what: 'This org has too many records for a user who may see only some of them.',
    who: admin,
    how: 'Give the user of this connection "View All Records" on accounts and contacts.',
  },
  {
    errorCode: 'QUERY_TOO_COMPLICATED',
    then: 'refused',
    code: 'query_too_complicated',
    what: 'The chosen fields make a question Salesforce cannot answer in one go.',
    who: 'A Crosswalk admin.',
    how: 'Choose fewer formula fields.',
  },
  {
    errorCode: 'UNABLE_TO_LOCK_ROW',
    then: 'try_later',
    code: 'row_locked',
    what: 'Somebody else was changing the same record.',
    how: 'Crosswalk tries again by itself.',
  },
  {
    errorCode: 'JOB_NOT_COMPLETE',
    then: 'try_later',
    code: 'job_not_complete',
    what: 'Salesforce has not finished the bulk job.',
    how: 'Crosswalk tries again by itself.',
  },
  {
    errorCode: 'UNSUPPORTED_API_VERSION',
    then: 'refused',
    code: 'version_retired',
    what: 'Salesforce has retired the API version this Crosswalk speaks.',
    who: 'Whoever looks after this installation.',
    how: 'Install a newer Crosswalk.',
  },
  {
    errorCode: 'ENTITY_IS_DELETED',
    then: 'gone',
    code: 'deleted',
    what: 'This record was deleted in Salesforce.',
  },
  {
    errorCode: 'NOT_FOUND',
    then: 'gone',
    code: 'not_found',
    what: 'Salesforce has no such thing, or hides it from this user.',
  },
]

/** The fault for an answer that is not a success. */
export function restFault(answer: HttpAnswer): Fault {
  const { errorCode, message } = restError(answer)
  const row = restTable.find((each) => each.errorCode === errorCode && (each.when?.test(message) ?? true))
  return row === undefined ? byStatus(answer.status, errorCode, message) : faultOf(row, message)
}

function faultOf(row: Row, message: string): Fault {
  const field = row.code === 'field_hidden' ? /No such column '([\w.]{1,120})'/.exec(message)?.[1] : undefined
  const extra = field !== undefined ? ` The field is ${field}.` : row.quote ? quoted(message) : ''
  const { code, who, how } = row
  const said: Explanation = {
    code,
    what: row.what + extra,
    means: unchanged,
    ...(who && { who }),
    ...(how && { how }),
  }
  switch (row.then) {
    case 'sign_in_again':
      return new SignInAgain(said)
    case 'try_later':
      return new TryLater(said)
    case 'out_of_budget':
      return new OutOfBudget(said)
    case 'gone':
      return new Gone(said)
    case 'refused':
      return new Refused(said)
  }
}

function byStatus(status: number, errorCode: string, message: string): Fault {
  if (status === 404)
    return new Gone({
      code: 'not_found',
      what: 'Salesforce has no such thing at this address.',
      means: unchanged,
    })
  if (status === 410)
    return new Refused({
      code: 'version_retired',
      what: 'Salesforce has retired the API version this Crosswalk speaks.',
      means: unchanged,
      who: 'Whoever looks after this installation.',
      how: 'Install a newer Crosswalk.',
    })
  if (status === 409 || status === 412)
    return new TryLater({
      code: 'conflict',
      what: 'Salesforce was not ready for this step.',
      means: unchanged,
      how: 'Crosswalk tries again by itself.',
    })
  // One of several questions in a composite: what fails as a whole is tried again before it comes here.
  if (status >= 500)
    return new TryLater({
      code: 'part_failed',
      what: 'Salesforce could not answer one of our questions.',
      means: unchanged,
      how: 'Crosswalk tries again by itself.',
    })
  if (status === 401)
    return new SignInAgain({
      code: 'session_refused',
      what: 'Salesforce does not accept our session.',
      means: unchanged,
      who: 'A person who may sign in to Salesforce.',
      how: 'Open Settings → CRM, and press Reconnect.',
    })
  const word = /^[A-Z_]{3,60}$/.test(errorCode) ? errorCode : `status ${status}`
  return new Refused({
    code: 'salesforce_refused',
    what: `Salesforce refused our request (${word}).${quoted(message)}`,
    means: unchanged,
    who: admin,
    how: 'Show them this sentence.',
  })
}

/** A session that is over the moment it was given: a fresh token does not help. */
export const sessionLocked = (): Refused =>
  new Refused({
    code: 'session_locked',
    what: 'Salesforce ends our sessions the moment it gives them. The org probably locks sessions to one internet address, and this machine has several.',
    means: unchanged,
    who: admin,
    how: 'In Setup, Session Settings, switch off "Lock sessions to the IP address from which they originated", or give this machine one fixed public address. Then press Check again.',
  })

/** The vendor's sentence on one line, short, and without anything shaped like a session id. */
function quoted(message: string): string {
  const line = message
    .replaceAll(/00D\w{12}(\w{3})?!\S*/g, '…')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return line === '' ? '' : ` Salesforce says: "${line.slice(0, 200)}"`
}
