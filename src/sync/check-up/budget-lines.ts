import type { OrgInspection } from '../../connections/connections.ts'
import type { Facts } from './facts.ts'
import { crosswalkAdmin, figure, linesOf, salesforceAdmin, type Line, type State } from './lines.ts'

/** The org’s calls of its rolling day, which all its tools share. */

const line = linesOf('budget')

export const budgetLines = (facts: Facts): readonly Line[] =>
  facts.inspection
    ? [
        usageLine(facts, facts.inspection),
        ...shareLine(facts, facts.inspection),
        ...abilityLines(facts.inspection),
      ]
    : []

// This much below the level at which we stop, somebody should know.
const closeBy = 10

const usageLine = ({ settings: { callStop } }: Facts, { usage }: OrgInspection): Line => {
  const say = line('calls_used', 'Calls of the org')
  if (!usage || usage.allowed === 0)
    return say('amber', 'Salesforce does not say how many calls are left.', {
      means: 'Crosswalk cannot stop before other tools run short.',
      who: salesforceAdmin,
      how: 'A proxy may be removing the header Sforce-Limit-Info. Otherwise there is nothing to do.',
    })
  const percent = Math.floor((usage.used / usage.allowed) * 100)
  const state: State = percent >= callStop ? 'red' : percent >= callStop - closeBy ? 'amber' : 'green'
  const found = `${figure(usage.used)} of ${figure(usage.allowed)} calls used in the last 24 hours, by all tools together (${percent} %).`
  if (state === 'green') return say('green', `${found} Crosswalk stops at ${callStop} %.`)
  return say(state, `${found} Crosswalk stops at ${callStop} %.`, {
    means:
      state === 'red'
        ? 'No sync until use falls below that level. Then it goes on by itself.'
        : 'A sync may soon stop, and goes on by itself when use falls.',
    who: salesforceAdmin,
    how: 'See in Salesforce (Setup → Company Information, and System Overview) which tool uses most, or buy more calls.',
  })
}

const shareLine = (
  { settings: { callShare }, ownCalls }: Facts,
  { usage }: OrgInspection,
): readonly Line[] => {
  if (!usage || usage.allowed === 0) return []
  const ours = Math.floor((usage.allowed * callShare) / 100)
  const say = line('calls_share', 'Crosswalk’s share')
  const found = `Crosswalk used ${figure(ownCalls)} of its ${figure(ours)} calls a day (${callShare} % of the org’s).`
  if (ownCalls < ours) return [say('green', found)]
  return [
    say('amber', found, {
      means: 'Syncs stop until older calls are more than 24 hours away. Then they go on by themselves.',
      who: crosswalkAdmin,
      how: 'Raise the share under Settings → CRM → API calls, if the other tools of the org leave room.',
    }),
  ]
}

const abilityLines = ({ limits, bulkProblem }: OrgInspection): readonly Line[] => {
  const jobs = limits?.bulkQueryJobs
  const bulk = line('bulk', 'Large reads')
  return [
    limits
      ? line('limits', 'List of limits')('green', 'The connected user may read the org’s limits.')
      : line('limits', 'List of limits')(
          'green',
          'The connected user may not read the org’s limits (“View Setup and Configuration”). That is fine: each answer says how many calls are used.',
        ),
    bulkProblem
      ? bulk('amber', bulkProblem.what, {
          means: 'Large objects are read in many small calls instead of one bulk job.',
          who: bulkProblem.who ?? salesforceAdmin,
          how: bulkProblem.how ?? 'Ask Salesforce whether your edition has the Bulk API.',
        })
      : bulk(
          jobs && jobs.remaining === 0 ? 'amber' : 'green',
          jobs
            ? `The Bulk API may be used; ${figure(jobs.remaining)} of ${figure(jobs.max)} jobs are left today.`
            : 'The Bulk API may be used.',
          jobs && jobs.remaining === 0
            ? {
                means: 'Large objects wait until tomorrow.',
                who: salesforceAdmin,
                how: 'See which tool makes so many bulk jobs.',
              }
            : {},
        ),
  ]
}
