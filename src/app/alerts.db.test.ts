import { afterAll, beforeAll, expect, test } from 'vitest'
import { haveBadDay } from '../../test/bad-day.ts'
import { openCompany, synchronizeAll, type Company } from '../../test/company.ts'
import { untilEnded } from '../../test/flow.ts'
import { systemClock } from '../base/clock.ts'
import { checkSalesforce } from '../connections/contract.ts'
import { getAlerts, setAlerts } from '../outbound/alerts/contract.ts'
import { readLetter } from '../sandbox/mail/mime.ts'
import { startMail, type MailSandbox } from '../sandbox/mail/mail.ts'
import { startSync } from '../sync/contract.ts'

// The whole machine: what happens at Salesforce arrives as a letter.

let mail: MailSandbox
let company: Company

beforeAll(async () => {
  mail = await startMail({ clock: systemClock })
  company = await openCompany({ customers: 30 }, { environment: { SMTP_URL: mail.smtpUrl } })
  // The company has problems from the beginning, and they are not what these tests are about.
  await company.client.call(setAlerts, { problemsAbove: 1_000 })
  await synchronizeAll(company)
})
afterAll(async () => {
  await company.close()
  await mail.close()
})

const subjects = (): string[] =>
  mail.mailbox.letters.map(({ raw }) => readLetter(raw).headers.get('subject') ?? '').toReversed()

test('a good day tells nobody anything', async () => {
  expect(await company.client.call(getAlerts, {})).toMatchObject({ raised: [], alerts: [] })
})

test('a held sync arrives with its reason, and its end when a later one takes its place', async () => {
  const badDay = haveBadDay(company.sandbox)
  const { run } = await company.client.call(startSync, {})
  const { state, brakes } = await untilEnded(company.client, run.id)
  expect(state).toBe('held')
  await expect.poll(subjects, { timeout: 30_000 }).toEqual(['A sync waits for your decision'])
  const [letter] = mail.mailbox.letters
  const { text } = readLetter(letter?.raw ?? Buffer.alloc(0))
  for (const { what } of brakes) expect(text).toContain(what)
  expect(text).toContain(`${company.server.url}/activity/${run.id}`)
  badDay.mend()
  const later = await company.client.call(startSync, {})
  expect(await untilEnded(company.client, later.run.id)).toMatchObject({ state: 'complete' })
  await expect
    .poll(subjects, { timeout: 30_000 })
    .toEqual(['A sync waits for your decision', 'No sync waits for a decision any more'])
})

test('an approval that is taken back arrives as one letter, whoever notices it and however often', async () => {
  company.sandbox.org.grants.revokeUser(null)
  const { run } = await company.client.call(startSync, {})
  expect(await untilEnded(company.client, run.id)).toMatchObject({ state: 'stopped' })
  const again = await company.client.call(startSync, {})
  await untilEnded(company.client, again.run.id)
  await company.client.call(checkSalesforce, {}).catch(() => {})
  await expect
    .poll(() => subjects().slice(2), { timeout: 30_000 })
    .toEqual(['Salesforce needs somebody to sign in again'])
  const { raised, alerts } = await company.client.call(getAlerts, {})
  expect(raised).toMatchObject([{ kind: 'sign_in_needed' }])
  expect(alerts[0]).toMatchObject({ kind: 'sign_in_needed', change: 'raised', deliveries: 1 })
  expect(alerts).toHaveLength(3)
  const [letter] = mail.mailbox.letters
  expect(readLetter(letter?.raw ?? Buffer.alloc(0)).text).toContain(`${company.server.url}/settings/crm`)
})
