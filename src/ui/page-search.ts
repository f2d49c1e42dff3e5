import type * as z from 'zod'

/**
 * Reads what a page keeps in its address, by the schemas of its contract. What they do not know is left out, so an old
 * or hand-made address still works; so is what is empty.
 */
export const readPageSearch = (
  shape: Readonly<Record<string, z.ZodType>>,
  address: Record<string, unknown>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(shape).flatMap(([name, schema]) => {
      const checked = schema.safeParse(address[name] === undefined ? undefined : String(address[name]))
      return checked.success && checked.data !== undefined && checked.data !== ''
        ? [[name, checked.data] as const]
        : []
    }),
  )
