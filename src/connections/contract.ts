import * as z from 'zod'
import { done, endpoint, instant, nothing } from '../base/endpoint.ts'

/** Grants of access: the billing tool’s key, and the way to Salesforce and back. */

/** What a page shows when something is wrong: what, what it means, who can mend it, how. */
export const explanation = z.object({
  code: z.string(),
  what: z.string(),
  means: z.string().optional(),
  who: z.string().optional(),
  how: z.string().optional(),
})

export const billingConnection = z.object({
  tool: z.enum(['stripe', 'csv']),
  title: z.string(),
  state: z.enum(['connected', 'sign_in_needed']),
  accountName: z.string(),
  /** The last characters of the key, so that it can be recognised. Null for CSV. */
  keyHint: z.string().nullable(),
  /** The key comes from the environment and cannot be changed here. */
  fromEnvironment: z.boolean(),
  connectedBy: z.string().nullable(),
  connectedAt: instant,
  lastReadAt: instant.nullable(),
  customers: z.number().int(),
  contacts: z.number().int(),
  problem: explanation.nullable(),
})
export const getBilling = endpoint({
  method: 'GET',
  path: '/billing',
  summary: 'Show which billing tool the customers come from',
  input: nothing,
  answer: z.object({ connections: z.array(billingConnection) }),
})
export const connectStripe = endpoint({
  method: 'POST',
  path: '/billing/stripe',
  summary: 'Connect Stripe with a restricted key, after trying it; starts a first read',
  input: z.object({ apiKey: z.string().trim().min(8).max(300) }),
  answer: z.object({ connection: billingConnection, runId: z.uuid() }),
})
export const disconnectBilling = endpoint({
  method: 'DELETE',
  path: '/billing/:tool',
  summary: 'Disconnect a billing tool; what it said stays until something else is connected',
  input: z.object({ tool: z.enum(['stripe', 'csv']) }),
  answer: done,
})

/** What one Salesforce user has approved, as far as this Crosswalk knows. */
export const crmApprovals = z.object({
  alive: z.number().int(),
  /** Salesforce keeps so many of one user for one app; one more silently ends the oldest. */
  most: z.number().int(),
})
/** What the connect dialog needs to know before anything is typed. */
export const crmApp = z.object({
  callbackUrl: z.string(),
  /** A client id and secret are on file, so the dialog asks for the domain only. */
  ready: z.boolean(),
  /** They come from the environment and cannot be changed here. */
  fromEnvironment: z.boolean(),
  clientIdHint: z.string().nullable(),
  /** Of the user who approved last; null when nobody did yet. */
  approvals: crmApprovals.nullable(),
})
export const crmConnection = z.object({
  /** `blocked`: somebody has to change something in Salesforce. `sign_in_needed`: somebody has to approve again. */
  state: z.enum(['connected', 'blocked', 'sign_in_needed']),
  /** A person approved it, or the app runs as its integration user. */
  way: z.enum(['person', 'integration_user']),
  /** The part before .my.salesforce.com. */
  domain: z.string(),
  instanceUrl: z.string(),
  orgId: z.string(),
  orgName: z.string(),
  sandbox: z.boolean(),
  /** The Salesforce user whose eyes Crosswalk reads with. */
  salesforceUser: z.string(),
  connectedBy: z.string(),
  connectedAt: instant,
  problem: explanation.nullable(),
  /** What helps on this page, the most likely first; empty while all is well. */
  remedies: z.array(z.enum(['reconnect', 'check_again', 'new_app_secret'])),
})
export const connectSalesforce = endpoint({
  method: 'POST',
  path: '/crm/connect',
  summary: 'Begin connecting Salesforce: answers the address of Salesforce’s own page',
  input: z.object({
    /** `acme`, a My Domain host, or any address pasted from Salesforce. */
    domain: z.string().trim().min(1, 'Type your Salesforce domain.').max(500),
    clientId: z.string().trim().max(300).optional(),
    clientSecret: z.string().trim().max(300).optional(),
  }),
  answer: z.object({ authorizeUrl: z.string(), domain: z.string(), host: z.string() }),
})
export const connectIntegrationUser = endpoint({
  method: 'POST',
  path: '/crm/connect-integration-user',
  summary:
    'Connect Salesforce as the integration user of your app, without a browser; tried before it is kept',
  input: connectSalesforce.input,
  answer: z.object({ state: crmConnection.shape.state, orgName: z.string(), salesforceUser: z.string() }),
})
export const checkSalesforce = endpoint({
  method: 'POST',
  path: '/crm/check',
  summary: 'Ask Salesforce whether it lets Crosswalk in, after something was changed there',
  input: nothing,
  answer: z.object({ state: crmConnection.shape.state, problem: explanation.nullable() }),
})
export const disconnectSalesforce = endpoint({
  method: 'POST',
  path: '/crm/disconnect',
  summary: 'Disconnect Salesforce: the tokens are revoked there and destroyed here',
  input: z.object({
    /** What becomes of account managers that Salesforce assigned. */
    accountManagers: z.enum(['keep', 'clear']).default('keep'),
  }),
  answer: z.object({ ok: z.literal(true), runId: z.uuid().nullable() }),
})
