import { Refused, type Explanation } from '../../base/errors.ts'
import { callBudget, openCrm, storeUsage, type Connection } from '../../connections/connections.ts'
import { transaction } from '../../db/db.ts'
import {
  chooseOptional,
  identifierFields,
  optionalObjects,
  stageOrg,
  storeFields,
  storeFrozen,
  storeOptional,
  type CrmReadOutcome,
  type FieldChoice,
  type OrgReading,
} from '../../mirror/mirror.ts'
import { readSettings, type SyncSettings } from '../settings.ts'
import type { Progress } from './runs.ts'
import { callsSince } from './runs.ts'
import type { SourceReading } from './read-sources.ts'

/** What reading an org gave. */
export interface SalesforceRead {
  readonly objects: readonly CrmReadOutcome[]
  /** What was chosen and could not be read, although all else could. */
  readonly problems: readonly Explanation[]
}

type Object = CrmReadOutcome['object']
type Descriptions = Parameters<OrgReading['choose']>[0]

const phases: Readonly<Record<Object, Progress['phase']>> = {
  User: 'users',
  Account: 'accounts',
  Contact: 'contacts',
  AccountContactRelation: 'contacts',
}

const hour = 3_600_000

/** Reads an org beside its mirror and merges all of it together. `tally` counts the calls also when it rejects. */
export const readSalesforce = async (
  reading: SourceReading,
  connection: Connection,
  tally: { calls: number },
): Promise<SalesforceRead> => {
  const { parts, run, progress, signal } = reading
  const { db } = parts.database
  const settings = await readSettings(db, run.workspaceId)
  const budget = await budgetOf(reading, settings)
  const crm = openCrm(parts, connection, { ...reading.choices, signal, budget })
  progress.countCalls(() => crm.calls())
  const problems: Explanation[] = []
  try {
    const staged = await stageOrg({
      reader: {
        db,
        connectionId: connection.id,
        runId: run.id,
        attempt: run.attempt,
        now: () => parts.outside.clock.now(),
      },
      crm,
      optional: optionalObjects,
      sweepEveryMs: settings.sweepHours * hour - slackMs,
      ...reading.choices,
      accepts: run.accepts,
      signal,
      choose: async (descriptions) => {
        const choice = await chooseFields(reading, connection, settings, descriptions)
        problems.push(...choice.problems)
        return choice
      },
      enter: (object) => progress.enter(phases[object]),
      progress: progress.advance,
    })
    return await transaction(db, async (tx) => {
      const objects = await staged.merge(tx)
      if (staged.frozen) await storeFrozen(tx, connection.id, staged.frozen)
      return { objects, problems }
    })
  } finally {
    tally.calls = crm.calls()
    await storeUsage(db, connection.id, crm.usage(), parts.outside.clock.now())
  }
}

// The daily run starts a little earlier or later than the one of the day before.
const slackMs = 2 * hour

/** Our share of the org's day, less what the runs of the last 24 hours used. */
const budgetOf = async ({ parts, run }: SourceReading, settings: SyncSettings) => {
  const now = parts.outside.clock.now().getTime()
  const earlier = await callsSince(parts.database.db, run.workspaceId, new Date(now - 24 * hour))
  const [oldest] = earlier
  return callBudget({
    share: settings.callShare,
    stop: settings.callStop,
    spent: earlier.reduce((sum, one) => sum + one.calls, 0),
    roomAt: oldest ? new Date(oldest.at.getTime() + 24 * hour) : null,
  })
}

/**
 * What to read: the identifier, what may become one, and the objects a person chose. Rejects when the identifier
 * cannot be read any more: without it every customer would lose its account.
 */
const chooseFields = async (
  { parts }: SourceReading,
  connection: Connection,
  { identifier, accountField, relatedContacts }: SyncSettings,
  descriptions: Descriptions,
): Promise<FieldChoice & { readonly problems: readonly Explanation[] }> => {
  const account = descriptions.get('Account')
  const candidates = account ? identifierFields(account) : []
  const chosen = account?.fields.find((field) => field.name === accountField)
  if (account && identifier && !chosen) throw identifierHidden(accountField)
  const offered =
    chosen && chosen.name !== 'Id' && !candidates.includes(chosen) ? [chosen, ...candidates] : candidates
  await transaction(parts.database.db, async (tx) => {
    await storeFields(tx, connection.id, 'Account', offered)
    await storeOptional(tx, connection.id, descriptions)
  })
  const { read, problems } = chooseOptional({ relatedContacts }, descriptions)
  return {
    wanted: offered.map((field) => field.name),
    whole: chosen?.calculated ?? false,
    optional: read,
    problems,
  }
}

const identifierHidden = (field: string): Refused =>
  new Refused({
    code: 'identifier_hidden',
    what: `Salesforce does not show Crosswalk the Account field ${field} any more, which tells whose account is whose.`,
    means: 'Nothing was read from Salesforce and nothing was changed.',
    who: 'A Salesforce admin',
    how: `Give the connected user read access to Account.${field}, or choose another field under Settings → CRM.`,
  })
