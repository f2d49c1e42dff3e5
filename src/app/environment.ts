import * as z from 'zod'
import { Refused } from '../base/errors.ts'

/** The environment, read once and checked. The names are documented in docs/operations.md and never change quietly. */

const loopbackOrigin = z
  .url()
  .refine((text) => /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/?$/.test(text), {
    error: 'must be an http address of this machine, such as http://127.0.0.1:4401',
  })
  .transform((text) => new URL(text).origin)
  .optional()

const publicUrl = z
  .url({ protocol: /^https?$/, error: 'must be a full address, such as https://crosswalk.example.com' })
  .refine((text) => URL.canParse(text) && new URL(text).pathname === '/', { error: 'must not have a path' })
  .transform((text) => new URL(text))
  .optional()

const smtpUrl = z
  .url({ protocol: /^smtps?$/, error: 'must begin with smtp:// or smtps://' })
  .refine((typed) => isPlainAddress(URL.parse(typed)?.searchParams.get('from') ?? 'a@b'), {
    error: 'from= must be one e-mail address, such as from=crosswalk@example.com',
  })
  .optional()

const isPlainAddress = (typed: string): boolean => /^[^\s@<>",;:]+@[^\s@<>",;:]+$/.test(typed)

const text = z.string().trim().min(1).optional()

const shape = z.object({
  PORT: z.coerce.number({ error: 'must be a number' }).int().min(0).max(65_535).default(4400),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must begin with postgres://' }).optional(),
  CROSSWALK_DATA_DIR: z.string().min(1).default('./data/crosswalk'),
  CROSSWALK_SECRET_KEY: text,
  CROSSWALK_PUBLIC_URL: publicUrl,
  CROSSWALK_TRUST_PROXY: z.stringbool({ error: 'must be true or false' }).default(false),
  CROSSWALK_SALESFORCE_ORIGIN: loopbackOrigin,
  CROSSWALK_STRIPE_ORIGIN: loopbackOrigin,
  SALESFORCE_CLIENT_ID: text,
  SALESFORCE_CLIENT_SECRET: text,
  STRIPE_API_KEY: text,
  SMTP_URL: smtpUrl,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

/** The checked environment. Holds secrets: never log it whole. */
export interface Environment {
  readonly port: number
  readonly databaseUrl: string | undefined
  readonly dataDirectory: string
  readonly secretKey: string | undefined
  /** As people reach it; null means this machine only, at whatever port is taken. */
  readonly publicUrl: URL | null
  readonly trustProxy: boolean
  readonly salesforceOrigin: string | undefined
  readonly stripeOrigin: string | undefined
  readonly salesforceClientId: string | undefined
  readonly salesforceClientSecret: string | undefined
  readonly stripeApiKey: string | undefined
  readonly smtpUrl: string | undefined
  readonly logLevel: string
}

/** Reads the environment; `Refused` names every variable that is wrong. An empty variable counts as absent. */
export const readEnvironment = (variables: Readonly<Record<string, string | undefined>>): Environment => {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  )
  const checked = shape.safeParse(given)
  if (!checked.success) throw unusable(checked.error.issues)
  const said = checked.data
  return {
    port: said.PORT,
    databaseUrl: said.DATABASE_URL,
    dataDirectory: said.CROSSWALK_DATA_DIR,
    secretKey: said.CROSSWALK_SECRET_KEY,
    publicUrl: said.CROSSWALK_PUBLIC_URL ?? null,
    trustProxy: said.CROSSWALK_TRUST_PROXY,
    salesforceOrigin: said.CROSSWALK_SALESFORCE_ORIGIN,
    stripeOrigin: said.CROSSWALK_STRIPE_ORIGIN,
    salesforceClientId: said.SALESFORCE_CLIENT_ID,
    salesforceClientSecret: said.SALESFORCE_CLIENT_SECRET,
    stripeApiKey: said.STRIPE_API_KEY,
    smtpUrl: said.SMTP_URL,
    logLevel: said.LOG_LEVEL,
  }
}

const unusable = (issues: readonly z.core.$ZodIssue[]): Refused =>
  new Refused({
    code: 'bad_environment',
    what: issues.map(({ path, message }) => `${path.join('.')}: ${message}.`).join(' '),
    means: 'Crosswalk did not start.',
    who: 'Whoever runs this machine',
    how: 'Correct the environment and start again.',
  })
