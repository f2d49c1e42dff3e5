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
export const companyAt = (chance: Chance, index: number): Company => new Made(chance, index)

/** Makes only what is asked for. A class, since an object with getters of its own takes ten times as long to make. */
class Made implements Company {
  readonly country: Country
  readonly domain: string
  readonly #chance: Chance
  readonly #index: number
  readonly #native: string

  constructor(chance: Chance, index: number) {
    const round = Math.floor(index / countries.length)
    this.country = at(countries, (index * 7 + round) % countries.length)
    const [native, latin] = at(this.country.companies, round % this.country.companies.length)
    const again = Math.floor(round / this.country.companies.length)
    this.domain = `${latin}${again === 0 ? '' : again + 1}.example`
    this.#native = `${native}${again === 0 ? '' : ` ${again + 1}`}`
    this.#chance = chance
    this.#index = index
  }

  get name(): string {
    return `${this.#native} ${this.country.form}`
  }

  get street(): string {
    const house = 1 + this.#chance.below('house', this.#index, 190)
    return `${this.#chance.pick('street', this.#index, this.country.streets)} ${house}`
  }

  get city(): string {
    return this.#chance.pick('city', this.#index, this.country.cities)
  }

  get postalCode(): string {
    return String(10_000 + this.#chance.below('postal', this.#index, 89_999))
  }

  get phone(): string {
    return `${this.country.dial} ${1000 + this.#chance.below('phone', this.#index, 8999)}`
  }

  get segment(): Company['segment'] {
    return this.#chance.pick('segment', this.#index, ['Enterprise', 'Mid-market', 'Small', 'Small'] as const)
  }

  get erpNumber(): number {
    return 400_000 + this.#index * 3 + this.#chance.below('erp', this.#index, 3)
  }
}

/** Remembers what `make` made last: the cells of a row, and rows of one company, are asked for one after another. */
export const lastMade = <T extends object | string>(make: (index: number) => T): ((index: number) => T) => {
  let last = Number.NaN
  let made: T | null = null
  return (index) => {
    if (made !== null && last === index) return made
    last = index
    return (made = make(index))
  }
}

const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index]
  if (found === undefined) throw new RangeError('past the end of a list')
  return found
}
