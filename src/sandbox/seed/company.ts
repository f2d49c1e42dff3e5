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

/** The company numbered `index`. Names repeat only with a number behind them. What is not asked for is not made. */
export const companyAt = (chance: Chance, index: number): Company => {
  const country = at(countries, (index * 7 + Math.floor(index / countries.length)) % countries.length)
  const round = Math.floor(index / countries.length)
  const [native, latin] = at(country.companies, round % country.companies.length)
  const again = Math.floor(round / country.companies.length)
  return {
    country,
    get name() {
      return `${native}${again === 0 ? '' : ` ${again + 1}`} ${country.form}`
    },
    domain: `${latin}${again === 0 ? '' : again + 1}.example`,
    get street() {
      return `${chance.pick('street', index, country.streets)} ${1 + chance.below('house', index, 190)}`
    },
    get city() {
      return chance.pick('city', index, country.cities)
    },
    get postalCode() {
      return String(10_000 + chance.below('postal', index, 89_999))
    },
    get phone() {
      return `${country.dial} ${1000 + chance.below('phone', index, 8999)}`
    },
    get segment() {
      return chance.pick('segment', index, ['Enterprise', 'Mid-market', 'Small', 'Small'] as const)
    },
    get erpNumber() {
      return 400_000 + index * 3 + chance.below('erp', index, 3)
    },
  }
}

/** Remembers what `make` made last: the cells of a row, and rows of one company, are asked for one after another. */
export const lastMade = <T>(make: (index: number) => T): ((index: number) => T) => {
  let last: { readonly index: number; readonly made: T } | null = null
  return (index) => {
    if (last?.index !== index) last = { index, made: make(index) }
    return last.made
  }
}

const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index]
  if (found === undefined) throw new RangeError('past the end of a list')
  return found
}
