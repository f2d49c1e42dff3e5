import { describe, expect, test } from 'vitest'
import { banners } from './compose.ts'
import { demoEnvironment } from './demo.ts'

const sandbox = { salesforceOrigin: 'http://127.0.0.1:4401', stripeOrigin: 'http://127.0.0.1:4402' }

describe('the demo', () => {
  test('leaves everything real of the machine alone', () => {
    const real = {
      DATABASE_URL: 'postgres://crosswalk@db/real',
      CROSSWALK_PUBLIC_URL: 'https://crosswalk.example',
      CROSSWALK_TRUST_PROXY: 'true',
      CROSSWALK_SECRET_KEY: 'the real key of the real company',
      CROSSWALK_SALESFORCE_ORIGIN: '',
      SALESFORCE_CLIENT_ID: 'real',
      STRIPE_API_KEY: 'rk_live_real',
      SMTP_URL: 'smtp://real',
    }
    expect(demoEnvironment(real, sandbox)).toEqual(demoEnvironment({}, sandbox))
    expect(demoEnvironment(real, sandbox)).toMatchObject({
      ...sandbox,
      databaseUrl: undefined,
      publicUrl: null,
      stripeApiKey: undefined,
      dataDirectory: './data/demo',
    })
  })

  test('sends mail to its own catcher alone', () => {
    const smtpUrl = 'smtp://127.0.0.1:4403'
    expect(demoEnvironment({ SMTP_URL: 'smtp://real' }, { ...sandbox, smtpUrl })).toMatchObject({ smtpUrl })
  })

  test('may have another port and another directory', () => {
    expect(demoEnvironment({ PORT: '5500', CROSSWALK_DATA_DIR: '/tmp/demo' }, sandbox)).toMatchObject({
      port: 5500,
      dataDirectory: '/tmp/demo',
    })
  })
})

describe('the sentence on every page', () => {
  test('is calm in the demo', () => {
    expect(banners(sandbox, true)).toEqual([
      { id: 'demo', text: 'Demo: a made-up company. Nothing leaves this machine.', tone: 'info' },
    ])
  })

  test('warns once of everything that goes elsewhere', () => {
    const text =
      'For development: Salesforce traffic goes to http://127.0.0.1:4401, Stripe traffic goes to http://127.0.0.1:4402.'
    expect(banners(sandbox, false)).toEqual([{ id: 'origins', text, tone: 'warning' }])
  })

  test('is absent where all is as it seems', () => {
    expect(banners({ salesforceOrigin: undefined, stripeOrigin: undefined }, false)).toEqual([])
  })
})
