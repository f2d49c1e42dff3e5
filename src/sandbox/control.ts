import { json } from './http.ts'
import type { Call, Reply } from './http.ts'
import type { BillingTool, CustomerFields } from './billing/tool.ts'
import { SANDBOX_CLIENT_ID } from './credentials.ts'
import { faultKinds } from './faults.ts'
import type { Misbehaviour } from './faults.ts'
import { ApiError } from './salesforce/api-error.ts'
import { featureNames } from './salesforce/features.ts'
import { apiRefusals, pageErrors, tokenRefusals } from './salesforce/refusals.ts'
import type { Org } from './salesforce/org.ts'
import type { Row } from './salesforce/value.ts'
import type { Stamping } from './salesforce/changes.ts'
import type { GrantSettings } from './salesforce/oauth/grants.ts'

/** The arguments of a command, as they come in JSON. */
type Arguments = Readonly<Record<string, unknown>>
type Command = (args: Arguments) => unknown

const text = (args: Arguments, name: string): string => {
  const value = args[name]
  if (typeof value !== 'string') throw new RangeError(`${name} must be text`)
  return value
}
const number = (args: Arguments, name: string): number => {
  const value = args[name]
  if (typeof value !== 'number') throw new RangeError(`${name} must be a number`)
  return value
}
const flag = (args: Arguments, name: string, otherwise = true): boolean => {
  const value = args[name] ?? otherwise
  if (typeof value !== 'boolean') throw new RangeError(`${name} must be true or false`)
  return value
}
const object = <T extends object>(args: Arguments, name: string): T => {
  const value = args[name]
  if (typeof value !== 'object' || value === null) throw new RangeError(`${name} must be an object`)
  return value as T
}
const orNull = (args: Arguments, name: string): string | null =>
  args[name] == null ? null : text(args, name)

const oneOf = <T extends string>(args: Arguments, name: string, list: readonly T[]): T => {
  const found = list.find((one) => one === args[name])
  if (!found) throw new RangeError(`${name} must be one of ${list.join(', ')}`)
  return found
}

const misbehaviourOf = (args: Arguments): Misbehaviour => {
  return { ...args, match: text(args, 'match'), kind: oneOf(args, 'kind', faultKinds) }
}

/** Everything that can be ordered over HTTP, by name. The same controls as holding `Org` and `BillingTool`. */
export const commandsOf = (org: Org, billing: BillingTool): Readonly<Record<string, Command>> => ({
  ...rowCommands(org),
  ...accessCommands(org),
  ...jobCommands(org),
  ...billingCommands(billing),
  misbehave: (args) => {
    const faults = args['system'] === 'billing' ? billing.faults : org.faults
    faults.add(misbehaviourOf(args))
  },
  behave: () => {
    org.faults.clear()
    billing.faults.clear()
  },
  counts: () => ({
    rows: Object.fromEntries(org.tables().map((table) => [table.schema.name, table.size])),
    customers: billing.size,
    calls: { salesforce: org.usage.used, billing: billing.calls },
    jobs: org.jobs.created,
    ...org.grants.counts(),
  }),
})

const rowCommands = (org: Org): Record<string, Command> => {
  const stamping = (args: Arguments): Stamping => args as Stamping
  const user = (args: Arguments, fields: Row): void => org.changes.update('User', text(args, 'id'), fields)
  return {
    insert: (args) => org.changes.insert(text(args, 'object'), object<Row>(args, 'fields'), stamping(args)),
    update: (args) =>
      org.changes.update(text(args, 'object'), text(args, 'id'), object<Row>(args, 'fields'), stamping(args)),
    updateEvery: (args) =>
      org.changes.updateEvery(
        text(args, 'object'),
        number(args, 'nth'),
        object<Row>(args, 'fields'),
        stamping(args),
      ),
    softDelete: (args) => org.changes.softDelete(text(args, 'object'), text(args, 'id')),
    undelete: (args) => org.changes.undelete(text(args, 'object'), text(args, 'id')),
    purge: (args) => org.changes.purge(text(args, 'object'), text(args, 'id')),
    merge: (args) =>
      org.changes.merge(text(args, 'object'), text(args, 'winner'), object<string[]>(args, 'losers')),
    setOwner: (args) =>
      org.changes.update('Account', text(args, 'accountId'), { OwnerId: text(args, 'userId') }),
    deactivateUser: (args) => user(args, { IsActive: false }),
    activateUser: (args) => user(args, { IsActive: true }),
    freezeUser: (args) => org.freezeUser(text(args, 'id'), flag(args, 'on')),
    renameUser: (args) =>
      user(args, { FirstName: orNull(args, 'firstName'), LastName: text(args, 'lastName') }),
    changeUserEmail: (args) => user(args, { Email: text(args, 'email') }),
    find: (args) => findRows(org, args),
  }
}

/** Ids of up to `limit` live rows whose `field` equals `value`. */
const findRows = (org: Org, args: Arguments): string[] => {
  const table = org.table(text(args, 'object'))
  const read = table.reader(text(args, 'field'))
  const found: string[] = []
  for (let index = 0; index < table.size && found.length < Number(args['limit'] ?? 10); index++) {
    if (table.life(index) === 0 && read(index) === args['value']) found.push(table.id(index))
  }
  return found
}

const accessCommands = (org: Org): Record<string, Command> => ({
  hideField: (args) => org.permissions.hideField(text(args, 'object'), text(args, 'field'), true),
  showField: (args) => org.permissions.hideField(text(args, 'object'), text(args, 'field'), false),
  hideObject: (args) => org.permissions.hideObject(text(args, 'object'), flag(args, 'hidden')),
  setViewAll: (args) => void (org.permissions.viewAll = flag(args, 'on')),
  setManageUsers: (args) => org.permissions.hideObject('UserLogin', !flag(args, 'on')),
  setFeature: (args) => org.features.set(oneOf(args, 'feature', featureNames), flag(args, 'on')),
  setKeepFormerAccounts: (args) => void (org.relations.keepFormer = flag(args, 'on')),
  hideRow: (args) => org.permissions.hideRow(text(args, 'id'), flag(args, 'hidden')),
  registerApp: (args) => {
    const clientId = text(args, 'clientId')
    const callbackUrls = object<string[]>(args, 'callbackUrls')
    const clientSecret = text(args, 'clientSecret')
    const anyLoopbackCallback = flag(args, 'anyLoopbackCallback', false)
    const secretOptional = flag(args, 'secretOptional', false)
    org.apps.set(clientId, {
      clientId,
      clientSecret,
      callbackUrls,
      anyLoopbackCallback,
      secretOptional,
      name: orNull(args, 'name') ?? clientId,
    })
  },
  removeApp: (args) => org.apps.delete(text(args, 'clientId')),
  setAnyLoopbackCallback: (args) => {
    for (const app of org.apps.values())
      org.apps.set(app.clientId, { ...app, anyLoopbackCallback: flag(args, 'on') })
  },
  setGrants: (args) => void Object.assign(org.grants.settings, args satisfies Partial<GrantSettings>),
  setRotation: (args) => void (org.grants.settings.rotation = flag(args, 'on')),
  revokeAllTokens: (args) => org.grants.revokeUser(orNull(args, 'userId')),
  expireSessions: () => org.grants.expireSessions(),
  setRelease: (args) => {
    if (args['oldest'] !== undefined) org.release.oldest = number(args, 'oldest')
    if (args['newest'] !== undefined) org.release.newest = number(args, 'newest')
    if (args['deprecatedBelow'] !== undefined)
      org.release.deprecatedBelow = args['deprecatedBelow'] === null ? null : number(args, 'deprecatedBelow')
  },
  setLocatorStatus: (args) => void (org.locators.unknownStatus = number(args, 'status') === 404 ? 404 : 400),
  expireLocators: () => org.locators.clear(),
  setInstanceUrl: (args) => void (org.instanceUrl = orNull(args, 'url')),
  resetInstanceUrl: () => void (org.instanceUrl = org.origin),
  setScopes: (args) =>
    void (org.grants.settings.scopes = args['scopes'] == null ? null : object<string[]>(args, 'scopes')),
  setClientCredentialsUser: (args) => void (org.clientCredentialsUser = orNull(args, 'userId')),
  setApprovalError: (args) => {
    const error = args['error'] === undefined ? true : oneOf(args, 'error', pageErrors)
    org.approvalError = flag(args, 'on') && error
  },
  setApiRefusal: (args) => {
    org.apiRefusal = args['reason'] == null ? null : oneOf(args, 'reason', apiRefusals)
  },
  setTokenRefusal: (args) => {
    org.tokenRefusal = args['reason'] == null ? null : oneOf(args, 'reason', tokenRefusals)
  },
  setHost: (args) => void (org.host = oneOf(args, 'kind', ['my_domain', 'generic', 'lightning'] as const)),
  becomeAnotherOrg: (args) => org.becomeAnotherOrg(number(args, 'number')),
  setUserinfo: (args) =>
    void (org.userinfo = {
      integrationUser: flag(args, 'integrationUser', false),
      userType: orNull(args, 'userType') ?? 'STANDARD',
    }),
  rotateSecret: (args) =>
    org.rotateSecret(orNull(args, 'clientId') ?? SANDBOX_CLIENT_ID, text(args, 'secret')),
  setApiDisabled: (args) => void (org.apiDisabled = flag(args, 'on')),
  setOrganization: (args) => org.table('Organization').change(0, object<Row>(args, 'fields'), null),
  setUsage: (args) => {
    if (args['used'] !== undefined) org.usage.used = number(args, 'used')
    if (args['max'] !== undefined) org.usage.max = number(args, 'max')
    org.usage.limitsReadable = flag(args, 'limitsReadable', org.usage.limitsReadable)
    if (args['mostAtOnce'] !== undefined)
      org.usage.mostAtOnce = args['mostAtOnce'] === null ? null : number(args, 'mostAtOnce')
    if (args['header'] === 'usual') org.usage.headerAs = undefined
    else if (args['header'] !== undefined) org.usage.headerAs = orNull(args, 'header')
  },
  setPageSize: (args) => void (org.pageSize = args['rows'] == null ? null : number(args, 'rows')),
  setBulk: (args) => {
    if (args['pollsToComplete'] !== undefined) org.jobs.pollsToComplete = number(args, 'pollsToComplete')
    if (args['maxRows'] !== undefined) org.jobs.maxRows = number(args, 'maxRows')
    if (args['failure'] !== undefined) org.jobs.failure = orNull(args, 'failure')
    if (args['maxPerDay'] !== undefined) org.jobs.maxPerDay = number(args, 'maxPerDay')
    if (args['emptyPage'] !== undefined)
      org.jobs.emptyPage = oneOf(args, 'emptyPage', ['header', 'nothing'] as const)
    if (args['unfinished'] !== undefined) org.jobs.unfinished = number(args, 'unfinished') === 412 ? 412 : 400
    org.jobs.countsEmptyPage = flag(args, 'countsEmptyPage', org.jobs.countsEmptyPage)
    org.jobs.exponents = flag(args, 'exponents', org.jobs.exponents)
    org.jobs.zipped = flag(args, 'zipped', org.jobs.zipped)
  },
})

const endings = ['Failed', 'Aborted'] as const

const jobCommands = (org: Org): Record<string, Command> => ({
  endBulkJobs: (args) =>
    org.jobs.end(oneOf(args, 'state', endings), orNull(args, 'message'), orNull(args, 'id')),
  forgetBulkJobs: () => org.jobs.clear(),
})

const billingCommands = (billing: BillingTool): Record<string, Command> => ({
  addCustomer: (args) => billing.add(object<CustomerFields>(args, 'fields')),
  updateCustomer: (args) => billing.update(text(args, 'id'), object<CustomerFields>(args, 'fields')),
  deleteCustomer: (args) => billing.delete(text(args, 'id')),
  setBillingPermission: (args) => {
    const permission = text(args, 'permission')
    if (flag(args, 'on')) billing.lacking.delete(permission)
    else billing.lacking.add(permission)
  },
  setBillingKey: (args) => {
    billing.keys.clear()
    billing.keys.add(text(args, 'key'))
  },
})

/** Answers `POST /sandbox/control` with `{"command","args"}`: `{"answer":…}`, or 400 `{"error":…}`. */
export const answerControl = (commands: Readonly<Record<string, Command>>, call: Call): Reply => {
  try {
    const ask = JSON.parse(call.body) as { command?: unknown; args?: unknown }
    const command =
      typeof ask.command === 'string' && Object.hasOwn(commands, ask.command)
        ? commands[ask.command]
        : undefined
    if (!command)
      return json(400, {
        error: `no command ${String(ask.command)}; known: ${Object.keys(commands).sort().join(', ')}`,
      })
    return json(200, { answer: command((ask.args ?? {}) as Arguments) ?? null })
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof ApiError || error instanceof SyntaxError))
      throw error
    return json(400, { error: error.message })
  }
}
