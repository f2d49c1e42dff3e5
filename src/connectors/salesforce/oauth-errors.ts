import { Refused, SignInAgain, TryLater } from '../../base/errors.ts'
import type { Explanation, Fault } from '../../base/errors.ts'

type Consequence = 'sign_in_again' | 'try_later' | 'refused'

interface Row extends Explanation {
  readonly error: string
  /** Matches the description; without it the row is the last word for its `error`. */
  readonly when?: RegExp
  readonly then: Consequence
}

const admin = 'A Salesforce admin.'
const ours = 'A Crosswalk admin.'
const reconnect = 'Open Settings → CRM, and press Reconnect.'
const again = 'Start the connection again from Settings → CRM.'
const stopped = 'Nothing is read from Salesforce until then. Your customers stay as they are.'

/**
 * Every pair of error and description seen from the token endpoint, in the order they are tried.
 * The vendor puts very different troubles behind the one word `invalid_grant`; only the description tells them apart.
 */
export const oauthTable: readonly Row[] = [
  {
    error: 'invalid_grant',
    when: /already being processed/,
    then: 'try_later',
    code: 'refresh_in_progress',
    what: 'Another program is renewing this connection at the same moment.',
    how: 'Crosswalk tries again by itself.',
  },
  {
    error: 'invalid_grant',
    when: /expired access\/refresh token|token.*(revoked|invalid)/,
    then: 'sign_in_again',
    code: 'grant_expired',
    what: 'Salesforce no longer accepts this connection. It was revoked, left unused for too long, or replaced by a newer one.',
    who: 'A person who may sign in to Salesforce.',
    how: reconnect,
  },
  {
    error: 'invalid_grant',
    when: /expired authorization code/,
    then: 'refused',
    code: 'code_expired',
    what: 'The sign-in took too long, or its answer was used twice.',
    who: 'You.',
    how: again,
  },
  {
    error: 'invalid_grant',
    when: /invalid authorization code/,
    then: 'refused',
    code: 'code_invalid',
    what: 'Salesforce does not know the answer of this sign-in. It belongs to another app or another address.',
    who: ours,
    how: `Check the address and the client id. ${again}`,
  },
  {
    error: 'invalid_grant',
    when: /code verifier/,
    then: 'refused',
    code: 'verifier_invalid',
    what: 'The sign-in was finished in a different place from where it began.',
    who: 'You.',
    how: again,
  },
  {
    error: 'invalid_grant',
    when: /authentication failure/,
    then: 'sign_in_again',
    code: 'authentication_failure',
    what: 'Salesforce refused the sign-in. The user may be locked, may need a second factor, or the address belongs to another org.',
    who: admin,
    how: `Look at the user's Login History in Salesforce Setup. ${reconnect}`,
  },
  {
    error: 'invalid_grant',
    when: /inactive user/,
    then: 'sign_in_again',
    code: 'user_inactive',
    what: 'The Salesforce user behind this connection is deactivated or frozen.',
    who: admin,
    how: 'Activate that user, or choose another one. Then come back to Settings → CRM.',
  },
  {
    error: 'invalid_grant',
    when: /inactive organization/,
    then: 'sign_in_again',
    code: 'org_inactive',
    what: 'This Salesforce org is closed or suspended.',
    who: admin,
    how: 'Clear it up with Salesforce, then reconnect.',
  },
  {
    error: 'invalid_grant',
    when: /expired session/,
    then: 'sign_in_again',
    code: 'session_expired',
    what: 'The Salesforce session behind this connection has ended.',
    who: 'A person who may sign in to Salesforce.',
    how: reconnect,
  },
  {
    error: 'invalid_grant',
    when: /ip restricted/,
    then: 'refused',
    code: 'ip_restricted',
    what: 'Salesforce does not accept calls from the internet address of this machine.',
    who: admin,
    how: "Add this machine's public address to the app's or the profile's IP ranges, or relax IP restrictions in the app's policies.",
  },
  {
    error: 'invalid_grant',
    when: /approved this consumer/,
    then: 'refused',
    code: 'app_not_approved',
    what: 'The Salesforce user has not approved this app.',
    who: admin,
    how: "Pre-authorize the user's profile or permission set in the app's policies.",
  },
  {
    error: 'invalid_grant',
    when: /audience/,
    then: 'refused',
    code: 'audience_wrong',
    what: 'Salesforce says this request was meant for another address.',
    who: ours,
    how: 'Check the Salesforce address of the connection.',
  },
  {
    error: 'invalid_grant',
    when: /no client credentials user/,
    then: 'refused',
    code: 'no_run_as_user',
    what: 'The app has no user to run as.',
    who: admin,
    how: "In the app's policies, switch on the client credentials flow and choose the user to run as.",
  },
  {
    error: 'invalid_grant',
    when: /not supported on this domain/,
    then: 'refused',
    code: 'domain_not_supported',
    what: 'This way of connecting works only at the My Domain address of the org.',
    who: ours,
    how: 'Enter the My Domain address, such as acme.my.salesforce.com.',
  },
  {
    error: 'invalid_grant',
    then: 'sign_in_again',
    code: 'grant_refused',
    what: 'Salesforce no longer accepts this connection.',
    who: 'A person who may sign in to Salesforce.',
    how: reconnect,
  },
  {
    error: 'invalid_client_id',
    then: 'refused',
    code: 'client_id_unknown',
    what: 'Salesforce does not know the client id of this app.',
    who: ours,
    how: 'Copy the consumer key again. A new app needs up to ten minutes, and works only in the org it was made in.',
  },
  {
    error: 'invalid_client',
    then: 'refused',
    code: 'client_secret_wrong',
    what: 'Salesforce does not accept the client secret.',
    who: ours,
    how: 'It may have been rotated. Copy the consumer secret again from the app in Salesforce, and paste it under Settings → CRM.',
  },
  {
    error: 'invalid_basic_auth_header',
    then: 'refused',
    code: 'client_secret_wrong',
    what: 'Salesforce could not read the client id and secret.',
    who: ours,
    how: 'Copy both again from the app in Salesforce.',
  },
  {
    error: 'invalid_app_access',
    then: 'refused',
    code: 'app_not_allowed',
    what: 'This user is not allowed to use the app.',
    who: admin,
    how: "Add the user's profile or permission set to the app's policies, or let all users authorize themselves.",
  },
  {
    error: 'redirect_uri_mismatch',
    then: 'refused',
    code: 'callback_mismatch',
    what: 'The callback address of the app in Salesforce is not the address of this Crosswalk.',
    who: admin,
    how: "Put the callback address shown in Settings into the app's OAuth settings, letter by letter.",
  },
  {
    error: 'redirect_uri_missing',
    then: 'refused',
    code: 'callback_mismatch',
    what: 'The app in Salesforce has no callback address.',
    who: admin,
    how: "Put the callback address shown in Settings into the app's OAuth settings.",
  },
  {
    error: 'unsupported_grant_type',
    then: 'refused',
    code: 'flow_not_supported',
    what: 'Salesforce does not offer this way of connecting at this address.',
    who: admin,
    how: "Check that the address is the My Domain, and that the flow is switched on in the app's OAuth settings.",
  },
  {
    error: 'oauth_flow_disabled',
    then: 'refused',
    code: 'flow_disabled',
    what: 'This way of connecting is switched off in the org.',
    who: admin,
    how: 'Switch it on in Setup, OAuth and OpenID Connect Settings.',
  },
  {
    error: 'invalid_request',
    when: /code challenge/,
    then: 'refused',
    code: 'pkce_required',
    what: 'The app asks for a proof (PKCE) that did not reach Salesforce.',
    who: 'You.',
    how: again,
  },
  {
    error: 'invalid_request',
    when: /code verifier/,
    then: 'refused',
    code: 'verifier_invalid',
    what: 'The sign-in was finished in a different place from where it began.',
    who: 'You.',
    how: again,
  },
  {
    error: 'invalid_request',
    then: 'refused',
    code: 'request_refused',
    what: 'Salesforce refused this way of connecting, for the app or for the org.',
    who: admin,
    how: "Check the app's OAuth settings and its policies.",
  },
  {
    error: 'invalid_scope',
    then: 'refused',
    code: 'scope_refused',
    what: 'The app may not have the permissions Crosswalk needs.',
    who: admin,
    how: 'Give the app the scopes "Manage user data via APIs (api)", "Perform requests at any time (refresh_token)" and "Access the identity URL service (id)".',
  },
  {
    error: 'access_denied',
    then: 'refused',
    code: 'access_denied',
    what: 'The sign-in was declined on the Salesforce page.',
    who: 'You.',
    how: `Press Allow when Salesforce asks. ${again}`,
  },
  {
    error: 'immediate_unsuccessful',
    then: 'refused',
    code: 'sign_in_needed',
    what: 'Salesforce needs a person at its sign-in page.',
    who: 'You.',
    how: again,
  },
  {
    error: 'app_blocked',
    then: 'refused',
    code: 'app_blocked',
    what: 'An admin has blocked this app in Salesforce.',
    who: admin,
    how: 'Unblock it in Setup, Connected Apps OAuth Usage.',
  },
  {
    error: 'fail_close_app_blocked',
    then: 'refused',
    code: 'app_blocked',
    what: 'An admin has blocked this app in Salesforce.',
    who: admin,
    how: 'Unblock it in Setup, Connected Apps OAuth Usage.',
  },
  {
    error: 'app_not_found',
    then: 'refused',
    code: 'app_not_found',
    what: 'There is no such app in this org.',
    who: admin,
    how: 'Create the external client app in the org you are connecting.',
  },
  {
    error: 'ecapp_policy_not_found',
    then: 'refused',
    code: 'app_not_found',
    what: 'The app has no policies in this org.',
    who: admin,
    how: 'Open the app in External Client App Manager and save its policies once.',
  },
  {
    error: 'OAUTH_EC_APP_NOT_FOUND',
    then: 'refused',
    code: 'app_not_found',
    what: 'There is no such app in this org.',
    who: admin,
    how: 'Create the external client app in the org you are connecting.',
  },
  {
    error: 'OAUTH_APPROVAL_ERROR_GENERIC',
    then: 'refused',
    code: 'approval_failed',
    what: 'Salesforce could not let this user approve the app. The app may be new, in another org, or not installed.',
    who: admin,
    how: 'Wait ten minutes after creating the app, and connect through the My Domain of the org it was made in.',
  },
  {
    error: 'rate_limit_exceeded',
    then: 'try_later',
    code: 'login_rate',
    what: 'There were too many sign-ins to Salesforce in the last hour.',
    how: 'Crosswalk tries again by itself.',
  },
  {
    error: 'login rate exceeded',
    then: 'try_later',
    code: 'login_rate',
    what: 'There were too many sign-ins to Salesforce in the last hour.',
    how: 'Crosswalk tries again by itself.',
  },
  {
    error: 'slow_down',
    then: 'try_later',
    code: 'login_rate',
    what: 'Salesforce asks us to sign in less often.',
    how: 'Crosswalk tries again by itself.',
  },
  ...['server_error', 'service_unavailable', 'system_down', 'unknown_error'].map((error): Row => ({
    error,
    then: 'try_later',
    code: 'sign_in_away',
    what: 'The sign-in service of Salesforce is not working right now.',
    how: 'Crosswalk tries again by itself.',
  })),
]

/** The fault for an error of the token endpoint, or of the callback. The vendor's own words are never shown whole. */
export function oauthFault(error: string, description: string): Fault {
  const row = oauthTable.find(
    (each) => each.error === error && (each.when?.test(description.toLowerCase()) ?? true),
  )
  if (row === undefined)
    return new Refused({
      code: 'oauth_error',
      what: `Salesforce refused the connection with the word "${plain(error)}".`,
      means: stopped,
      who: admin,
      how: "Look at the app's OAuth settings and at the user's Login History in Salesforce Setup.",
    })
  const { code, what, who, how } = row
  const explanation: Explanation = { code, what, means: stopped, ...(who && { who }), ...(how && { how }) }
  if (row.then === 'try_later') return new TryLater(explanation)
  return row.then === 'sign_in_again' ? new SignInAgain(explanation) : new Refused(explanation)
}

/** A word of theirs that is safe to repeat: short, and of letters that cannot be a token. */
const plain = (word: string): string => (/^[a-zA-Z_ ]{1,40}$/.test(word) ? word : 'unknown')
