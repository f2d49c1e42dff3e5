import { expect, it } from 'vitest'
import { oauthTable } from '../../connectors/salesforce/oauth-errors.ts'
import { restTable } from '../../connectors/salesforce/rest-errors.ts'
import { stateAfter } from '../health.ts'
import { Refused, SignInAgain } from '../../base/errors.ts'
import { standingOf, troubleOf } from './trouble.ts'

it('has words and a picture for every reason that stops a connection', () => {
  const stopping = [...oauthTable, ...restTable].flatMap(({ code, what, then }) => {
    const fault = then === 'sign_in_again' ? new SignInAgain({ code, what }) : new Refused({ code, what })
    const state =
      then === 'sign_in_again' || then === 'refused' ? stateAfter(fault, 'salesforce', 'person') : null
    return state ? [{ code, state }] : []
  })
  expect(stopping.length).toBeGreaterThan(20)
  for (const { code, state } of stopping) expect(troubleOf(state, code)?.title, code).toMatch(/^[A-Z]/)
})

it('is silent while the connection works, and falls back on the state', () => {
  expect(troubleOf('connected', 'ip_restricted')).toBeNull()
  expect(troubleOf('blocked', 'constructor')?.title).toBe('Blocked in Salesforce')
  expect(troubleOf('sign_in_needed', 'never_heard_of')?.title).toBe('Sign-in needed')
})

it('says each state in a word of its own', () => {
  const words = (['connected', 'blocked', 'sign_in_needed'] as const).map((state) => standingOf(state).word)
  expect(new Set(words).size).toBe(3)
})
