import type { Features } from './features.ts'
import type { Field } from './field.ts'
import type { View } from './soql/scope.ts'
import type { Table } from './table.ts'

/** What the connected user may see: objects, fields, rows. Salesforce hides all three without an error of their own. */
export class Permissions implements View {
  readonly #tables: ReadonlyMap<string, Table>
  readonly #features: Features
  /** Without it, contacts of no account are invisible: they are their owner's alone. */
  viewAll = true
  /** When anything a describe tells was last changed, in milliseconds. */
  changedAt: number
  readonly #hiddenFields = new Set<string>()
  readonly #hiddenObjects = new Set<string>()
  readonly #hiddenRows = new Set<string>()

  readonly #now: () => Date

  constructor(tables: ReadonlyMap<string, Table>, features: Features, now: () => Date) {
    this.#tables = tables
    this.#features = features
    this.#now = now
    this.changedAt = now().getTime()
  }

  table(name: string): Table | null {
    const key = name.toLowerCase()
    const table = this.#hiddenObjects.has(key) ? undefined : this.#tables.get(key)
    return table && this.#features.has(table.schema.feature) ? table : null
  }

  /** Every table not hidden, by name. */
  tables(): Table[] {
    return [...this.#tables.values()].filter((table) => this.table(table.schema.name) !== null)
  }

  field(table: Table, name: string): Field | null {
    const wanted = name.toLowerCase()
    const field = table.schema.fields.find((one) => one.name.toLowerCase() === wanted)
    if (!field || !this.#features.has(field.feature)) return null
    return this.#hiddenFields.has(fieldKey(table.schema.name, field.name)) ? null : field
  }

  visible(table: Table, index: number): boolean {
    if (index < 0 || index >= table.size || table.life(index) === 2) return false
    if (!this.viewAll && table.schema.name === 'Contact' && table.read(index, 'AccountId') === null)
      return false
    return this.#hiddenRows.size === 0 || !this.#hiddenRows.has(table.id(index))
  }

  hideField(object: string, field: string, hidden: boolean): void {
    mark(this.#hiddenFields, fieldKey(object, field), hidden)
    this.touch()
  }

  hideObject(object: string, hidden: boolean): void {
    mark(this.#hiddenObjects, object.toLowerCase(), hidden)
    this.touch()
  }

  /** What describes tell has changed now. */
  touch(): void {
    this.changedAt = this.#now().getTime()
  }

  hideRow(id: string, hidden: boolean): void {
    mark(this.#hiddenRows, id, hidden)
  }
}

const fieldKey = (object: string, field: string): string => `${object}.${field}`.toLowerCase()

const mark = (set: Set<string>, key: string, on: boolean): void => {
  if (on) set.add(key)
  else set.delete(key)
}
