import type { Chance } from '../random.ts'
import { idOf } from '../salesforce/id.ts'
import { schemas } from '../salesforce/schema.ts'
import { Table } from '../salesforce/table.ts'
import type { Columns } from '../salesforce/table.ts'
import { companyAt, lastMade } from './company.ts'
import type { Company } from './company.ts'
import { stampsOf } from './stamps.ts'
import { survivorOf, textureOf } from './texture.ts'
import { ownerOf } from './users.ts'
import type { Word } from './countries.ts'

/** What the seed of contacts is made from. */
interface ContactSeed {
  readonly chance: Chance
  readonly accounts: number
  readonly customers: number
  /** Exactly so many on every account; one to eight when null. */
  readonly perAccount: number | null
  readonly users: Table
}

/** Contacts without an account, at the end of the table. */
const privateContacts = 7

/** For each contact, the number of the company it works at; -1 for private ones. */
const layOut = (seed: ContactSeed): { company: Int32Array; place: Uint8Array } => {
  const company: number[] = []
  const place: number[] = []
  for (let index = 0; index < seed.accounts; index++) {
    const count =
      seed.perAccount ??
      1 + ((seed.chance.below('contacts', index, 64) >> seed.chance.below('spread', index, 4)) % 8)
    for (let at = 0; at < count; at++) {
      company.push(index)
      place.push(Math.min(at, 255))
    }
  }
  for (let at = 0; at < privateContacts; at++) {
    company.push(-1)
    place.push(at)
  }
  return { company: Int32Array.from(company), place: Uint8Array.from(place) }
}

/** The contacts: people at every account, some without a usable e-mail, and a few private ones. */
export const contactTable = (seed: ContactSeed): Table => {
  const schema = schemas.find((one) => one.name === 'Contact')
  if (!schema) throw new RangeError('no Contact')
  const { company, place } = layOut(seed)
  const person = people(seed, company, place)
  const columns = { ...nameColumns(person), ...reachColumns(seed, person), ...lifeColumns(seed, company) }
  return new Table(schema, columns, company.length)
}

interface Person {
  readonly company: Company
  readonly first: Word
  readonly last: Word
  readonly place: number
}

const people = (
  seed: ContactSeed,
  companies: Int32Array,
  places: Uint8Array,
): ((index: number) => Person) => {
  const { chance } = seed
  const companyOf = lastMade((number) => companyAt(chance, number))
  return lastMade((index) => {
    const at = companies[index] ?? -1
    const place = places[index] ?? 0
    const company = companyOf(at < 0 ? index : at)
    // Neighbours at one company take neighbouring names, so that no two there are the same person.
    const start = chance.below('first', Math.max(at, 0), company.country.first.length)
    const first = company.country.first[(start + place) % company.country.first.length] ?? ['', '']
    return { company, place, first, last: chance.pick('last', index, company.country.last) }
  })
}

const nameColumns = (person: (index: number) => Person): Columns => ({
  FirstName: (index) => (index % 29 === 17 ? null : person(index).first[0]),
  LastName: (index) => person(index).last[0],
  Name: (index) => {
    const { company, first, last } = person(index)
    if (index % 29 === 17) return last[0]
    return company.country.familyFirst ? `${last[0]} ${first[0]}` : `${first[0]} ${last[0]}`
  },
  Salutation: (index) => (index % 6 === 1 ? 'Ms.' : index % 11 === 4 ? 'Dr.' : null),
})

const junk = ['none', 'no email', 'x@', '@', 'see assistant', 'a b@c.example', 'tbc@tbc']

const titles = [
  'Accounts payable clerk',
  'Head of finance',
  'CFO',
  'Purchasing manager',
  'Bookkeeper',
  'Managing director',
  'Office manager',
]

/** Half the people where these are spoken write their title so. */
const localTitles: Readonly<Record<string, string>> = {
  DE: 'Leiter Buchhaltung',
  FR: 'Directrice financière',
  JP: '経理部長',
  UA: 'Головний бухгалтер',
  BR: 'Gerente financeiro',
  PL: 'Główna księgowa',
  GR: 'Υπεύθυνος λογιστηρίου',
  EG: 'مدير الحسابات',
  CN: '财务经理',
  KR: '재무팀장',
  MX: 'Jefa de cobranza',
}

const reachColumns = (seed: ContactSeed, person: (index: number) => Person): Columns => {
  const { chance } = seed
  const has = (what: string, percent: number) => (index: number) => chance.percent(what, index, percent)
  const hasPhone = has('contact phone', 70)
  const hasMobile = has('mobile', 35)
  const hasTitle = has('title', 80)
  const mails = has('mailing', 25)
  return {
    Email: (index) => emailOf(chance, person(index), index),
    Phone: (index) =>
      hasPhone(index)
        ? `${person(index).company.country.dial}-${1000 + chance.below('ext', index, 8999)}`
        : null,
    MobilePhone: (index) =>
      hasMobile(index)
        ? `${person(index).company.country.dial} ${1000 + chance.below('cell', index, 8999)} (mobile)`
        : null,
    Title: (index) => {
      if (!hasTitle(index)) return null
      const local = localTitles[person(index).company.country.code]
      return local !== undefined && index % 2 === 0 ? local : chance.pick('title of', index, titles)
    },
    Department: (index) => (index % 4 === 0 ? 'Finance' : null),
    Finance_Role__c: (index) =>
      index % 8 === 2 ? chance.pick('role', index, ['Payer', 'Approver', 'Accountant']) : null,
    // Old imports put the whole address into the street.
    MailingStreet: (index) =>
      mails(index) ? `${person(index).company.street}\n${person(index).company.city}` : null,
    MailingCountry: (index) => (mails(index) ? person(index).company.country.name : null),
    MailingCountryCode: (index) => (mails(index) ? person(index).company.country.code : null),
    CurrencyIsoCode: (index) => person(index).company.country.currency.toUpperCase(),
    IsPersonAccount: () => false,
    Description: (index) => (index % 41 === 5 ? 'Prefers "the blue form",\nsigned twice.' : null),
    IsEmailBounced: (index) => index % 53 === 9,
    HasOptedOutOfEmail: (index) => index % 37 === 8,
  }
}

/** About one in fourteen has none, and a few have what people type when a field insists. */
const emailOf = (chance: Chance, person: Person, index: number): string | null => {
  const slot = chance.below('email kind', index, 100)
  const good = `${person.first[1]}.${person.last[1]}@${person.company.domain}`
  if (slot < 7) return null
  if (slot < 10) return chance.pick('junk', index, junk)
  if (slot < 12) return `\u00a0${good}`
  if (slot < 14) return `${good} `
  if (slot < 17) return good.toUpperCase()
  // The shared mailbox: several people of one account have the same address.
  return slot < 23 ? `office@${person.company.domain}` : good
}

const lifeColumns = (seed: ContactSeed, companies: Int32Array): Columns => {
  const { chance, customers, users } = seed
  const stamps = stampsOf(chance, 'contact')
  const home = (index: number): number => companies[index] ?? -1
  const accountOf = lastMade((at) => idOf('001', survivorOf(at, seed)))
  return {
    AccountId: (index) => (home(index) < 0 ? null : accountOf(home(index))),
    IsDeleted: (index) =>
      (home(index) >= 0 && home(index) < customers && textureOf(home(index)) === 'deleted') ||
      index % 97 === 60,
    OwnerId: (index) => users.id(ownerOf(chance, Math.max(home(index), 0), users)),
    CreatedDate: stamps.created,
    CreatedById: () => users.id(0),
    LastModifiedDate: stamps.changed,
    LastModifiedById: () => users.id(0),
    SystemModstamp: stamps.changed,
  }
}
