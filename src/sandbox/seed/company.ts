import type { Chance } from '../random.ts'
import { countries } from './countries.ts'
import type { Country } from './countries.ts'

/** One made-up company, the same seen from Salesforce and from the billing tool. */
export interface Company {
  readonly country: Country
  readonly name: string
  /** Under `.example`, which nobody can own. */
  readonly domain: string
  readonly street: string
  readonly city: string
  readonly postalCode: string
  readonly phone: string
  readonly segment: 'Enterprise' | 'Mid-market' | 'Small'
  readonly erpNumber: number
}

/** The company numbered `index`. Names repeat only with a number behind them. */
export const companyAt = (chance: Chance, index: number): Company => {
  const country = at(countries, (index * 7 + Math.floor(index / countries.length)) % countries.length)
  const round = Math.floor(index / countries.length)
  const [native, latin] = at(country.companies, round % country.companies.length)
  const again = Math.floor(round / country.companies.length)
  const number = again === 0 ? '' : ` ${again + 1}`
  return {
    country,
    name: `${native}${number} ${country.form}`,
    domain: `${latin}${again === 0 ? '' : again + 1}.example`,
    street: `${chance.pick('street', index, country.streets)} ${1 + chance.below('house', index, 190)}`,
    city: chance.pick('city', index, country.cities),
    postalCode: String(10_000 + chance.below('postal', index, 89_999)),
    phone: `${country.dial} ${String(1000 + chance.below('phone', index, 8999))}`,
    segment: chance.pick('segment', index, ['Enterprise', 'Mid-market', 'Small', 'Small']),
    erpNumber: 400_000 + index * 3 + chance.below('erp', index, 3),
  }
}

const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index]
  if (found === undefined) throw new RangeError('past the end of a list')
  return found
}
