import * as z from 'zod'
import { done, endpoint, instant, nothing } from '../base/endpoint.ts'

/** Who may come in, and who is in the team. */

export const role = z.enum(['owner', 'admin', 'member'])
export const userStatus = z.enum(['created', 'invited', 'joined'])
const email = z.email('This is not an e-mail address.').max(254)
const password = z.string().min(10, 'Use at least 10 characters.').max(200, 'Use at most 200 characters.')

/** What the browser needs before it can draw anything. */
export const session = z.object({
  state: z.enum(['first_start', 'signed_out', 'signed_in']),
  user: z.object({ id: z.string(), name: z.string(), email: z.string(), role }).nullable(),
  workspace: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Present in the demo only: the made-up account anybody may use, and what to type where. */
  demo: z
    .object({
      email: z.string(),
      password: z.string(),
      salesforceDomain: z.string(),
      webhookAddress: z.string(),
    })
    .nullable(),
  /** Sentences shown on every page, such as "All Salesforce traffic goes to http://127.0.0.1:4401". */
  banners: z.array(z.object({ id: z.string(), text: z.string(), tone: z.enum(['info', 'warning']) })),
})

export const user = z.object({
  id: z.string(),
  name: z.string(),
  /** Null when Salesforce gave none. */
  email: z.string().nullable(),
  role,
  status: userStatus,
  /** Where the user came from: a person of the team, or an account owner found in Salesforce. */
  source: z.enum(['manual', 'salesforce']),
  /** Salesforce says this owner is no longer active there. */
  inactive: z.boolean(),
  /** Salesforce has this owner active, and does not let them in. */
  frozen: z.boolean(),
  /** Salesforce does not show who this owner is, or not their e-mail. */
  hidden: z.boolean(),
  customers: z.number().int(),
  lastSeenAt: instant.nullable(),
})

export const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  role,
  /** The first characters, so that a key can be recognised. */
  hint: z.string(),
  createdAt: instant,
  createdBy: z.string(),
  lastUsedAt: instant.nullable(),
})

export const getSession = endpoint({
  method: 'GET',
  path: '/session',
  summary: 'Say who is signed in',
  input: nothing,
  answer: session,
})
export const setUp = endpoint({
  method: 'POST',
  path: '/setup',
  summary: 'Make the first account, which owns the workspace',
  input: z.object({
    workspaceName: z.string().trim().min(1).max(80),
    name: z.string().trim().min(1).max(80),
    email,
    password,
  }),
  answer: session,
})
export const signIn = endpoint({
  method: 'POST',
  path: '/sign-in',
  summary: 'Sign in with e-mail and password',
  input: z.object({ email, password: z.string().min(1).max(200) }),
  answer: session,
})
export const signOut = endpoint({
  method: 'POST',
  path: '/sign-out',
  summary: 'Sign out',
  input: nothing,
  answer: done,
})
export const changePassword = endpoint({
  method: 'POST',
  path: '/me/password',
  summary: 'Change the own password',
  input: z.object({ current: z.string().min(1), password }),
  answer: done,
})

export const listUsers = endpoint({
  method: 'GET',
  path: '/users',
  summary: 'List the users of the workspace',
  input: nothing,
  answer: z.object({ users: z.array(user) }),
})
/** What inviting gives: a link to hand over, good for seven days, shown once. */
export const invitation = z.object({ userId: z.string(), link: z.string(), expiresAt: instant })
export const addUser = endpoint({
  method: 'POST',
  path: '/users',
  summary: 'Add a user and, when asked, invite them',
  input: z.object({
    email,
    name: z.string().trim().min(1).max(80),
    role: z.enum(['admin', 'member']),
    invite: z.boolean(),
  }),
  answer: z.object({ user, invitation: invitation.nullable() }),
})
export const inviteUser = endpoint({
  method: 'POST',
  path: '/users/:id/invitation',
  summary: 'Invite a user, or again; an earlier link stops working',
  input: z.object({ id: z.uuid() }),
  answer: invitation,
})
export const changeUser = endpoint({
  method: 'PATCH',
  path: '/users/:id',
  summary: 'Change a user’s name or role',
  input: z.object({ id: z.uuid(), name: z.string().trim().min(1).max(80).optional(), role: role.optional() }),
  answer: user,
})
export const removeUser = endpoint({
  method: 'DELETE',
  path: '/users/:id',
  summary: 'Remove a user; their customers become unassigned',
  input: z.object({ id: z.uuid() }),
  answer: done,
})
export const getInvitation = endpoint({
  method: 'GET',
  path: '/invitations/:token',
  summary: 'Show whom an invitation is for',
  input: z.object({ token: z.string() }),
  answer: z.object({ name: z.string(), email: z.string(), workspace: z.string() }),
})
export const acceptInvitation = endpoint({
  method: 'POST',
  path: '/invitations/:token',
  summary: 'Accept an invitation by choosing a password',
  input: z.object({ token: z.string(), name: z.string().trim().min(1).max(80), password }),
  answer: session,
})

export const listApiKeys = endpoint({
  method: 'GET',
  path: '/api-keys',
  summary: 'List the API keys',
  input: nothing,
  answer: z.object({ keys: z.array(apiKey) }),
})
export const addApiKey = endpoint({
  method: 'POST',
  path: '/api-keys',
  summary: 'Make an API key; the key itself is shown this once',
  input: z.object({ name: z.string().trim().min(1).max(80), role: z.enum(['admin', 'member']) }),
  answer: z.object({ key: apiKey, secret: z.string() }),
})
export const removeApiKey = endpoint({
  method: 'DELETE',
  path: '/api-keys/:id',
  summary: 'Make an API key useless',
  input: z.object({ id: z.uuid() }),
  answer: done,
})
