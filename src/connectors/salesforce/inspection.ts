import type { Clock } from '../../base/clock.ts'
import { Fault, type Explanation } from '../../base/errors.ts'
import type { CrmUsage } from '../connector.ts'
import { objectFacts, type ObjectFacts } from './described.ts'
import { readLimits, type Limits } from './limits.ts'
import { recordCounts } from './record-counts.ts'
import { openSession, type Session, type SessionOptions } from './session.ts'
import { askTogether, type Part } from './together.ts'
import { askWho, type ConnectedUser } from './connected-user.ts'

/** Everything a check-up asks an org, about the connection itself and not about the records. */
export interface OrgInspection {
  /** Such as `66.0`: the version we speak, and the newest the org offers. */
  readonly version: { readonly used: string; readonly newest: string; readonly deprecated: boolean }
  /** How far our clock is ahead of Salesforce's; null when Salesforce did not say. */
  readonly aheadMs: number | null
  readonly org: { readonly id: string; readonly name: string; readonly sandbox: boolean } | null
  readonly user: ConnectedUser | null
  /** Why the identity service did not say who the user is; null when it did. */
  readonly userProblem: Explanation | null
  readonly objects: Readonly<Record<string, ObjectFacts>>
  /** Live records the user may see; null for an object that could not be counted. */
  readonly visible: Readonly<Record<string, number | null>>
  /** Live records there are, about; null when the org does not say. */
  readonly counted: Readonly<Record<string, number>> | null
  /** Accounts that have something in the identifier field; null when that cannot be asked. */
  readonly filled: number | null
  /** Null for users who may not read it. */
  readonly limits: Limits | null
  readonly usage: CrmUsage | null
  /** Why large reads cannot go by the Bulk API; null when they can. */
  readonly bulkProblem: Explanation | null
  /** Calls this took, of those the org counts. */
  readonly calls: number
}

export interface InspectionOptions extends SessionOptions {
  readonly clock: Clock
  readonly orgId: string
  /** Whom the connection was made as, whose licence is asked for; null when not known. */
  readonly userId: string | null
  /** Objects to describe, and those among them to count (at most three). */
  readonly describe: readonly string[]
  readonly count: readonly string[]
  /** An Account field besides `Id`, or null. */
  readonly identifier: string | null
}

/**
 * Looks at an org in five calls and two questions that it does not count. Rejects when there is no
 * conversation at all; a single question that is refused is a finding, not a failure.
 */
export async function inspectOrg(options: InspectionOptions): Promise<OrgInspection> {
  const session = openSession(options)
  const { used, newest } = await versions(options, session)
  const aheadMs = options.clock.now().getTime() - Date.parse(await session.serverTime())
  const together = await askMany(session, options)
  const { user, problem } = await askWho(session)
  const limits = await orElse(readLimits(session), null)
  const counted = await orElse(recordCounts(session, options.count), null)
  const bulkProblem = await problemOf(
    session.ask({ path: `${await session.base()}/jobs/query`, expect: 'json' }),
  )
  return {
    version: { used, newest, deprecated: together.deprecated },
    aheadMs,
    ...together.answers,
    user: user && { ...user, licence: together.licence },
    userProblem: problem,
    counted,
    limits,
    usage: session.usage(),
    bulkProblem,
    calls: session.calls(),
  }
}

/** The list is public and the org does not count it, so it goes by a session of its own. */
const versions = async (
  options: SessionOptions,
  session: Session,
): Promise<{ used: string; newest: string }> => {
  const used = (await session.base()).replace('/services/data/v', '')
  const { json } = await openSession(options).ask({ path: '/services/data', expect: 'json' })
  const listed = (Array.isArray(json) ? json : []).map((row: { version?: unknown }) => Number(row.version))
  const newest = Math.max(Number(used), ...listed.filter(Number.isFinite))
  return { used, newest: newest.toFixed(1) }
}

/** Descriptions, counts, the org and the user's licence: one call. */
const askMany = async (session: Session, options: InspectionOptions) => {
  const { describe, count, identifier, userId } = options
  const paths: Record<string, string> = {
    org: `/sobjects/Organization/${options.orgId}?fields=Id,Name,IsSandbox`,
    ...Object.fromEntries(describe.map((name) => [`describe${name}`, `/sobjects/${name}/describe`])),
    ...Object.fromEntries(count.map((name) => [`count${name}`, query(`SELECT COUNT() FROM ${name}`)])),
    ...(identifier && { filled: query(`SELECT COUNT() FROM Account WHERE ${word(identifier)} != null`) }),
    ...(userId && {
      licence: query(`SELECT Profile.UserLicense.Name FROM User WHERE Id = '${word(userId)}'`),
    }),
  }
  const { parts, headers } = await askTogether(session, paths)
  const record = parts['licence']?.json as { records?: Licensed[] } | null | undefined
  return {
    deprecated: /deprecat/i.test(headers.get('warning') ?? ''),
    licence: record?.records?.[0]?.Profile?.UserLicense?.Name ?? null,
    answers: {
      org: orgOf(parts['org']),
      objects: Object.fromEntries(
        describe.map((name) => [name, objectFacts(parts[`describe${name}`] ?? { json: null, fault: null })]),
      ),
      visible: Object.fromEntries(count.map((name) => [name, total(parts[`count${name}`])])),
      filled: total(parts['filled']),
    },
  }
}

interface Licensed {
  readonly Profile?: { readonly UserLicense?: { readonly Name?: string } | null } | null
}

const query = (soql: string): string => `/query?q=${encodeURIComponent(soql)}`

/** Names and ids are the only things put into a question, and hold nothing that could be escaped from. */
const word = (name: string): string => {
  if (/^\w{1,80}$/.test(name)) return name
  throw new TypeError(`"${name}" cannot be a name`)
}

const orgOf = (part: Part | undefined): OrgInspection['org'] => {
  const said = part?.json as { Id?: unknown; Name?: unknown; IsSandbox?: unknown } | null | undefined
  if (typeof said?.Id !== 'string' || typeof said.Name !== 'string') return null
  return { id: said.Id, name: said.Name, sandbox: said.IsSandbox === true }
}

const total = (part: Part | undefined): number | null => {
  const size = (part?.json as { totalSize?: unknown } | null | undefined)?.totalSize
  return typeof size === 'number' ? size : null
}

/** The answer, or `otherwise` when this question is refused; an org that is away is still a failure. */
const orElse = <R, O>(asked: Promise<R>, otherwise: O): Promise<R | O> =>
  asked.catch((error: unknown) => {
    refusal(error)
    return otherwise
  })

const problemOf = async (asked: Promise<unknown>): Promise<Explanation | null> => {
  try {
    await asked
    return null
  } catch (error) {
    return refusal(error).explanation
  }
}

const refusal = (error: unknown): Fault => {
  if (error instanceof Fault && (error.kind === 'refused' || error.kind === 'gone')) return error
  throw error
}
