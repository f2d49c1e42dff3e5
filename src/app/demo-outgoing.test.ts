import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Client } from '../../test/client.ts'
import { freePortRow } from '../../test/port.ts'
import { systemClock } from '../base/clock.ts'
import { testNotifications } from '../outbound/alerts/contract.ts'
import { addWebhook, testWebhook } from '../outbound/webhooks/contract.ts'
import { getSession, signIn } from '../people/contract.ts'
import { startMail, type MailSandbox } from '../sandbox/mail/mail.ts'
import type { Exit, Terminal } from './cli/command.ts'
import { demo } from './demo.ts'
import { readEnvironment } from './environment.ts'

// The whole demo, on a machine that is set up for real mail: what it tells others stays here.

let directory: string
let real: MailSandbox
let client: Client
let printed = ''
let stop = (): void => {}
let ended: Promise<Exit>

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'crosswalk-demo-'))
  real = await startMail({ clock: systemClock })
  const variables = {
    PORT: String(await freePortRow(6)),
    CROSSWALK_DATA_DIR: directory,
    CROSSWALK_PUBLIC_URL: 'https://crosswalk.example',
    LOG_LEVEL: 'silent',
    SMTP_URL: `${real.smtpUrl}?from=real@lantern.example`,
  }
  const untilStopped = new Promise<string>((resolve) => (stop = () => resolve('SIGTERM')))
  await new Promise<void>((ready, fail) => {
    const terminal: Terminal = {
      write: (text) => {
        printed += text
        ready()
      },
      readInput: async () => '',
      variables,
      environment: () => readEnvironment(variables),
      clock: systemClock,
      fetch,
      untilStopped: () => untilStopped,
    }
    ended = demo(terminal, { fresh: false })
    ended.catch(fail)
  })
  client = new Client(`http://localhost:${variables.PORT}`)
}, 60_000)
afterAll(async () => {
  stop()
  expect(await ended).toBe(0)
  await real.close()
  await rm(directory, { recursive: true })
}, 60_000)

const account = async () => {
  const { demo: made } = await client.call(getSession, {})
  if (!made) throw new Error('This is not the demo.')
  return made
}

test('mail is caught on the page it names, and the mail server of the machine gets none', async () => {
  const { email, password } = await account()
  await client.call(signIn, { email, password })
  expect(await client.call(testNotifications, {})).toEqual({ ok: true, to: email })
  const page = /Mail .* (http:\S+)/.exec(printed)?.[1] ?? ''
  expect(await (await fetch(page)).text()).toContain(email)
  expect(real.mailbox.letters).toEqual([])
})

test('a webhook goes to the address it names', async () => {
  const { webhookAddress: address } = await account()
  expect(printed).toContain(address)
  const { webhook } = await client.call(addWebhook, { address, kinds: ['held'] })
  expect(await client.call(testWebhook, { id: webhook.id })).toMatchObject({ state: 'delivered' })
  expect(await (await fetch(`${address}/1`)).text()).toMatch(/webhook-signature[\s\S]*Northwind Traders/)
})

test('and nowhere else', async () => {
  const wanted = { address: 'https://hooks.example.invalid/in', kinds: ['held' as const] }
  await expect(client.call(addWebhook, wanted)).rejects.toMatchObject({
    error: { code: 'address_outside_demo' },
  })
})
