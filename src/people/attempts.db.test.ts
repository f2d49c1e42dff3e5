import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testClock } from '../../test/clock.ts'
import type { Database } from '../db/db.ts'
import { openTestDatabase } from '../db/test-database.ts'
import { countTries, forgetTries, perAddress, perPerson } from './attempts.ts'

let database: Database
const clock = testClock()

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(() => database.db.deleteFrom('attempts').execute())

const person = { limit: perPerson, who: 'noor@lantern.example\n10.0.0.1' }
const attempt = (...tries: Parameters<typeof countTries>[1]): Promise<void> =>
  countTries(database.db, tries, clock.now())

describe('attempts', () => {
  test('five for one person from one address, then a wait that is named', async () => {
    for (let tried = 0; tried < 5; tried++) await attempt(person)
    clock.move({ minutes: 10 })
    await expect(attempt(person)).rejects.toMatchObject({
      status: 429,
      explanation: { code: 'too_many_attempts', how: 'Wait 5 minutes, then try again.' },
    })
    clock.move({ minutes: 5 })
    await attempt(person)
  })

  test('all at once count as many, not as one', async () => {
    const all = await Promise.allSettled(Array.from({ length: 12 }, () => attempt(person)))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
  })

  test('an address that tries many people is stopped too; another address is not', async () => {
    const from = (address: string, index: number) =>
      attempt({ limit: perPerson, who: `p${index}\n${address}` }, { limit: perAddress, who: address })
    for (let tried = 0; tried < 30; tried++) await from('10.0.0.2', tried)
    await expect(from('10.0.0.2', 31)).rejects.toMatchObject({ status: 429 })
    await from('10.0.0.3', 1)
  })

  test('a success wipes the person’s slate', async () => {
    for (let tried = 0; tried < 5; tried++) await attempt(person)
    await forgetTries(database.db, [person])
    await attempt(person)
  })

  test('neither e-mail nor address is kept, and nothing for more than a day', async () => {
    await attempt(person)
    const kept = await database.db.selectFrom('attempts').select('bucket').execute()
    expect(JSON.stringify(kept)).not.toMatch(/noor|10\.0/)
    clock.move({ hours: 25 })
    await attempt({ limit: perAddress, who: 'somebody else' })
    expect(await database.db.selectFrom('attempts').select('bucket').execute()).toHaveLength(1)
  })
})
