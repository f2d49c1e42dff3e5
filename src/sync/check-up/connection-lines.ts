import type { Fault } from '../../base/errors.ts'
import type { OrgInspection } from '../../connections/connections.ts'
import type { Facts } from './facts.ts'
import { crosswalkAdmin, linesOf, operator, salesforceAdmin, type Line } from './lines.ts'

/** Can the org be reached, as whom, with which rights of the app, in which version. */

const line = linesOf('connection')

export const connectionLines = (facts: Facts): readonly Line[] => {
  const { connection, inspection, fault } = facts
  if (!connection)
    return [
      line('connected', 'Salesforce')('amber', 'Salesforce is not connected.', {
        means: 'Nothing comes in from Salesforce, so only this machine was checked.',
        who: crosswalkAdmin,
        how: 'Settings → CRM → Connect.',
      }),
    ]
  if (!inspection) return fault ? [faultLine(fault)] : []
  return [
    line('reach', 'Salesforce answers')('green', `${hostOf(connection.settings.instanceUrl)} answers.`),
    orgLine(inspection, connection.accountName),
    signInLine(facts, inspection),
    userLine(inspection),
    scopesLine(facts, inspection),
    versionLine(inspection),
  ]
}

const hostOf = (url: unknown): string =>
  typeof url === 'string' && URL.canParse(url) ? new URL(url).host : 'Salesforce'

/** Why there was no conversation, in the words any run would have for it. */
const faultLine = ({ kind, explanation: { code, what, means, who, how } }: Fault): Line => {
  const labels: Readonly<Record<Fault['kind'], string>> = {
    try_later: 'Salesforce answers',
    sign_in_again: 'Sign-in',
    out_of_budget: 'Calls left',
    refused: 'Connection',
    gone: 'Connection',
  }
  const rest = 'Permissions, records and budget could not be checked.'
  return line(code, labels[kind])('red', what, {
    means: means === undefined ? rest : `${means} ${rest}`,
    who,
    how,
  })
}

const orgLine = ({ org }: OrgInspection, connectedTo: string): Line =>
  org
    ? line('org', 'Organization')(
        'green',
        `${org.name} (${org.id}), ${org.sandbox ? 'a sandbox: a copy for trying things out' : 'production'}.`,
      )
    : line('org', 'Organization')('amber', `Salesforce does not say which organization this is.`, {
        means: `Crosswalk takes it for ${connectedTo}, as when it was connected.`,
        who: salesforceAdmin,
        how: 'Let the connected user read the object Organization.',
      })

const signInLine = ({ connection }: Facts, { user }: OrgInspection): Line => {
  const { userName } = connection?.settings ?? {}
  const name = user?.name ?? (typeof userName === 'string' ? userName : 'the connected user')
  const say = line('sign_in', 'Sign-in')
  // Whatever stopped it was noted by the last one who tried; the next sync clears it.
  if (connection?.state !== 'connected' && connection?.problem)
    return say('amber', `Works again, as ${name}, after this: ${connection.problem.what}`, {
      means: 'Crosswalk still takes the connection for blocked.',
      who: crosswalkAdmin,
      how: 'Settings → CRM → Check again, or synchronize now.',
    })
  return say(
    'green',
    connection?.way === 'integration_user'
      ? `Works, as ${name}: the app signs in by itself, as the integration user it runs as.`
      : `Works, as ${name}, who allowed it on the page of Salesforce. It renews itself.`,
  )
}

const userLine = ({ user, userProblem }: OrgInspection): Line => {
  const say = line('user', 'Connected user')
  if (!user)
    return say('amber', 'Salesforce does not say what kind of user this is.', {
      means: userProblem?.what,
      who: salesforceAdmin,
      how: 'Add the scope “Access the identity URL service (id)” to the app, wait ten minutes, and reconnect.',
    })
  const licence = user.licence ? `licence ${user.licence}` : 'licence not shown'
  const found = `${user.username ?? user.name}: ${licence}, user type ${user.type?.toLowerCase() ?? 'not shown'}`
  if (user.integration || /integration/i.test(user.licence ?? ''))
    return say('green', `${found}. An account made for integrations.`)
  return say('amber', `${found}. A person’s own account.`, {
    means: 'When this person leaves, is locked or loses a permission, the sync stops or misses records.',
    who: salesforceAdmin,
    how: 'Make a user with the Salesforce Integration licence and the permission set below, and reconnect as that user.',
  })
}

/** Told by what works, not by what was once promised: the app’s scopes may have been changed since. */
const scopesLine = ({ secrets, connection }: Facts, { userProblem }: OrgInspection): Line => {
  const renewable = secrets.some(({ what, renewable }) => what === 'Salesforce sign-in' && renewable)
  const granted = ['api', ...(renewable ? ['refresh_token'] : []), ...(userProblem ? [] : ['id'])]
  const say = line('scopes', 'Scopes of the app')
  if (!renewable && connection?.way === 'person')
    return say('red', `Working: ${granted.join(', ')}. Missing: refresh_token.`, {
      means: 'Somebody has to sign in again when this session ends, which is within hours.',
      who: salesforceAdmin,
      how: 'Add the scope “Perform requests at any time (refresh_token, offline_access)” to the app, wait ten minutes, and reconnect.',
    })
  if (!userProblem) return say('green', `Granted and working: ${granted.join(', ')}.`)
  return say('amber', `Working: ${granted.join(', ')}. Missing: id.`, {
    means: 'Crosswalk reads your records, and cannot check who it reads as.',
    who: salesforceAdmin,
    how: 'Add the scope “Access the identity URL service (id)” to the app, wait ten minutes, and reconnect.',
  })
}

// Three versions a year. Salesforce withdraws one only after years, with a long notice.
const oldAfter = 6

const versionLine = ({ version: { used, newest, deprecated } }: OrgInspection): Line => {
  const say = line('api_version', 'API version')
  const found = `Version ${used}; the org offers up to ${newest}.`
  const how = 'Update Crosswalk.'
  if (deprecated)
    return say('amber', `${found} Salesforce calls ${used} deprecated.`, {
      means: 'It still works, and will be switched off at a date Salesforce names.',
      who: operator,
      how,
    })
  if (Number(newest) - Number(used) > oldAfter)
    return say('amber', found, { means: 'It works, and is more than two years old.', who: operator, how })
  return say('green', found)
}
