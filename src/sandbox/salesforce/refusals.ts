import { ApiError } from './api-error.ts'

/** Ways the whole API refuses a good session, by name: status, code and Salesforce's own words. */
const api = {
  api_disabled_for_org: [403, 'API_DISABLED_FOR_ORG', 'API is not enabled for this Organization or Partner'],
  api_disabled_for_user: [403, 'API_CURRENTLY_DISABLED', 'API is currently disabled for this User'],
  api_disabled_for_feature: [403, 'API_CURRENTLY_DISABLED', 'API is currently disabled for this Feature'],
  no_access: [403, 'INSUFFICIENT_ACCESS', 'You do not have access to the resource'],
  functionality_not_enabled: [403, 'FUNCTIONALITY_NOT_ENABLED', 'This functionality is not enabled'],
  transaction_security: [403, 'TXN_SECURITY_NO_ACCESS', 'The operation was blocked by a security policy'],
  not_valid_for_rest: [401, 'INVALID_SESSION_ID', 'This session is not valid for use with the REST API'],
  locked_to_ip: [401, 'INVALID_SESSION_ID', 'Session expired or invalid'],
  server_too_busy: [503, 'SERVER_UNAVAILABLE', 'Your request could not be served: server too busy'],
} as const satisfies Record<string, readonly [number, string, string]>
export type ApiRefusal = keyof typeof api
export const apiRefusals = Object.keys(api) as ApiRefusal[]

/** What the API answers while it refuses so. */
export const refusedApi = (name: ApiRefusal): ApiError => {
  const [status, errorCode, message] = api[name]
  return new ApiError(status, errorCode, message)
}

/** Ways the token endpoint refuses every request, by name: the pair it answers. */
const token = {
  ip_restricted: ['invalid_grant', 'ip restricted'],
  in_progress: ['invalid_grant', 'token request is already being processed'],
  authentication_failure: ['invalid_grant', 'authentication failure'],
  expired_session: ['invalid_grant', 'expired session'],
  inactive_user: ['invalid_grant', 'inactive user'],
  inactive_organization: ['invalid_grant', 'inactive organization'],
  app_blocked: ['app_blocked', 'app is blocked'],
  app_not_found: ['app_not_found', 'External client app is not installed in this org'],
  invalid_app_access: ['invalid_app_access', 'user is not admin approved to access this app'],
  oauth_flow_disabled: ['oauth_flow_disabled', 'OAuth flow is disabled for this org'],
  not_approved: ['invalid_grant', "user hasn't approved this consumer"],
  rate_limit: ['rate_limit_exceeded', 'login rate exceeded'],
  server_error: ['server_error', 'an error occurred while processing the request'],
  service_unavailable: ['service_unavailable', 'the service is temporarily unavailable'],
  unknown_error: ['unknown_error', 'retry your request'],
} as const satisfies Record<string, readonly [string, string]>
export type TokenRefusal = keyof typeof token
export const tokenRefusals = Object.keys(token) as TokenRefusal[]

/** The pair the token endpoint answers while it refuses so. */
export const refusedToken = (name: TokenRefusal): readonly [error: string, description: string] => token[name]

/** Ways the authorize page ends without ever coming back to the app. */
export const pageErrors = [
  'OAUTH_APPROVAL_ERROR_GENERIC',
  'OAUTH_EC_APP_NOT_FOUND',
  'OAUTH_APP_BLOCKED',
] as const
export type PageError = (typeof pageErrors)[number]
