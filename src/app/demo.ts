import { join } from 'node:path'
import { sql } from 'kysely'
import type { Answer, Endpoint, Input } from '../base/endpoint.ts'
import type { Clock } from '../base/clock.ts'
import { openLog } from '../base/log.ts'
import { connectStripe } from '../connections/contract.ts'
import { getSession, setUp, signIn } from '../people/contract.ts'
import { systemRandom } from '../people/token.ts'
import {
  SANDBOX_BILLING_KEY,
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_MY_DOMAIN,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
} from '../sandbox/credentials.ts'
import { startMail, type MailSandbox } from '../sandbox/mail/mail.ts'
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts'
import { startWebhooks, type WebhookSandbox } from '../sandbox/webhooks/webhooks.ts'
import { getRun } from '../sync/contract.ts'
import { call } from '../ui/call.ts'
import { exit, type Exit, type Terminal } from './cli/command.ts'
import { compose, portTaken, type Crosswalk } from './compose.ts'
import { prepareDemoDirectory } from './demo-directory.ts'
import { readEnvironment, type Environment } from './environment.ts'

/** A living Crosswalk with a made-up company: nothing outside this machine is asked or told anything. */

const account = {
  email: 'demo@northwind-traders.example',
  password: 'show me around',
  salesforceDomain: SANDBOX_MY_DOMAIN,
}

/** Starts the made-up company and a server beside it, makes them ready to use, and says how to get in. */
export const demo = async (terminal: Terminal, wanted: { readonly fresh: boolean }): Promise<Exit> => {
  const { port, dataDirectory } = demoEnvironment(terminal.variables)
  await prepareDemoDirectory(dataDirectory, wanted)
  const running: { close(): Promise<void> }[] = []
  const run = async <S extends { close(): Promise<void> }>(starting: Promise<S>): Promise<S> => {
    const started = await starting.catch(portTaken)
    running.unshift(started)
    return started
  }
  const { clock } = terminal
  try {
    const sandbox = await run(
      startSandbox({
        salesforcePort: port && port + 1,
        stripePort: port && port + 2,
        mode: 'demo',
        grantsFile: join(dataDirectory, 'sandbox-grants.json'),
      }),
    )
    const mail = await run(startMail({ clock, smtpPort: port && port + 3, pagePort: port && port + 4 }))
    const webhooks = await run(startWebhooks({ clock, port: port && port + 5 }))
    return await show(terminal, { sandbox, mail, webhooks })
  } finally {
    for (const one of running) await one.close()
  }
}

/** Everything of the made-up company that runs on this machine. */
interface Surroundings {
  readonly sandbox: Sandbox
  readonly mail: MailSandbox
  readonly webhooks: WebhookSandbox
}

const show = async (terminal: Terminal, { sandbox, mail, webhooks }: Surroundings): Promise<Exit> => {
  const environment = demoEnvironment(terminal.variables, { ...sandbox, smtpUrl: mail.smtpUrl })
  const crosswalk = await compose({
    environment,
    clock: terminal.clock,
    random: systemRandom,
    log: openLog(environment.logLevel),
    demo: { ...account, webhookAddress: webhooks.address },
  })
  try {
    await crosswalk.work()
    await crosswalk.listen()
    await furnish(crosswalk, terminal.clock)
    terminal.write(welcome(crosswalk.publicUrl, mail.page, webhooks.address))
    await terminal.untilStopped()
    terminal.write('\nStopping …\n')
  } finally {
    await crosswalk.stop(2_000)
  }
  return exit.done
}

/**
 * Of a machine's own variables only these count: a real database, a real key or a public name never reach the
 * demo, however the machine is set up.
 */
export const demoEnvironment = (
  { PORT, LOG_LEVEL, CROSSWALK_DATA_DIR }: Terminal['variables'],
  sandbox?: Pick<Sandbox, 'salesforceOrigin' | 'stripeOrigin'> & Partial<Pick<MailSandbox, 'smtpUrl'>>,
): Environment =>
  readEnvironment({
    PORT,
    LOG_LEVEL: LOG_LEVEL || 'warn',
    CROSSWALK_DATA_DIR: CROSSWALK_DATA_DIR || './data/demo',
    SALESFORCE_CLIENT_ID: SANDBOX_CLIENT_ID,
    SALESFORCE_CLIENT_SECRET: SANDBOX_CLIENT_SECRET,
    CROSSWALK_SALESFORCE_ORIGIN: sandbox?.salesforceOrigin,
    CROSSWALK_STRIPE_ORIGIN: sandbox?.stripeOrigin,
    SMTP_URL: sandbox?.smtpUrl,
  })

/** Through the front door, like anybody: the demo account and, once, the made-up billing tool. */
const furnish = async ({ publicUrl, database }: Crosswalk, clock: Clock): Promise<void> => {
  const ask = visitor(publicUrl)
  const { state } = await ask(getSession, {})
  if (state === 'first_start')
    await ask(setUp, { workspaceName: 'Northwind Traders', name: 'Robin Vale', ...account })
  // A later start finds everything in place, or taken away by somebody who wanted it so.
  const { rows } = await sql`select 1 from connections limit 1`.execute(database.db)
  if (rows.length > 0) return
  if (state !== 'first_start') await ask(signIn, account)
  const { runId } = await ask(connectStripe, { apiKey: SANDBOX_BILLING_KEY })
  // Whoever comes in at once shall find customers. A run that hangs is better seen in the screens than waited for.
  for (let waited = 0; waited < 60 && (await ask(getRun, { id: runId })).finishedAt === null; waited++) {
    await clock.sleep(250)
  }
}

/** A browser without a window, which keeps the one cookie it is given. */
const visitor = (base: string) => {
  let cookie = ''
  const send: typeof fetch = async (address, init) => {
    const headers = new Headers(init?.headers)
    headers.set('cookie', cookie)
    headers.set('origin', base)
    const response = await fetch(new URL(address as string, base), { ...init, headers })
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
    return response
  }
  return <E extends Endpoint>(endpoint: E, input: Input<E>): Promise<Answer<E>> =>
    call(endpoint, input, { fetch: send })
}

const welcome = (url: string, mailPage: string, webhooks: string): string => `
  Crosswalk is ready, with a made-up company.

    Open         ${url}
    Sign in      ${account.email}
    Password     ${account.password}

    Salesforce   type this domain:  ${SANDBOX_MY_DOMAIN}
                 its log-in page takes:  ${SANDBOX_USERNAME}  /  ${SANDBOX_PASSWORD}

    Mail         lands here, and nowhere else:  ${mailPage}
    Webhooks     go to this machine alone; this address takes and shows them:  ${webhooks}

  Ctrl+C stops it. "npm run demo -- --fresh" begins again from nothing.

`
