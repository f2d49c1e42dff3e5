import type { Chance } from '../random.ts'
import { idOf } from '../salesforce/id.ts'
import type { Org } from '../salesforce/org.ts'
import type { Columns } from '../salesforce/table.ts'
import { companyAt } from './company.ts'
import { seededUntil } from './stamps.ts'
import { ownerOf } from './users.ts'

/** Every so manyth account has a team. */
const teamEvery = 3
const mostPersons = 40

/** Rows the account teams of a new org have: somebody for collections on every third account. */
export const seedTeams = (org: Org, chance: Chance): void => {
  const users = org.table('User')
  const count = Math.ceil(org.table('Account').size / teamEvery)
  const when = seededUntil - 5 * 86_400
  const columns: Columns = {
    AccountId: (row) => idOf('001', row * teamEvery),
    UserId: (row) => users.id(ownerOf(chance, row + 5, users)),
    TeamMemberRole: (row) => (row % 4 === 3 ? 'Account Manager' : 'Collections'),
    AccountAccessLevel: () => 'Read',
    CreatedDate: () => when,
    CreatedById: () => users.id(0),
    LastModifiedDate: () => when,
    LastModifiedById: () => users.id(0),
    SystemModstamp: (row) => when + (row % 900),
  }
  org.table('AccountTeamMember').fill(columns, count)
}

/** People who buy for themselves: a twentieth of the accounts, forty at most, after all companies. */
export const seedPersons = (org: Org, chance: Chance): void => {
  const count = Math.min(mostPersons, Math.max(3, Math.ceil(org.table('Account').size / 20)))
  for (let index = 0; index < count; index++) {
    const { country } = companyAt(chance, index)
    const [first, firstLatin] = country.first[index % country.first.length] ?? ['', '']
    const [last, lastLatin] = country.last[(index * 5) % country.last.length] ?? ['', '']
    const stamp = new Date((seededUntil - 86_400 * (2 + index)) * 1000).toISOString()
    const email = index % 6 === 5 ? null : `${firstLatin}.${lastLatin}.${index}@home.example`
    org.changes.insert(
      'Account',
      { FirstName: first, LastName: last, PersonEmail: email, PersonTitle: null },
      { stamp },
    )
  }
}
