/** A cell. Date-times are whole seconds since 1970. */
export type Value = string | number | boolean | null
/** Fields by name. */
export type Row = Record<string, Value>
