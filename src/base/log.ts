import pino from 'pino'

/** One line per event, as JSON. Secrets never reach it: the named keys are blanked wherever they stand. */
export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error'>

const secret = [
  'authorization',
  'cookie',
  'password',
  'accessToken',
  'access_token',
  'refreshToken',
  'refresh_token',
  'clientSecret',
  'client_secret',
  'code_verifier',
  'apiKey',
  'token',
  'secret',
]

/** A logger at `level`, writing to standard output. */
export const openLog = (level: string): pino.Logger =>
  pino({
    level,
    base: null,
    redact: { paths: secret.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[kept secret]' },
  })

/** A log that says nothing, for tests. */
export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }
