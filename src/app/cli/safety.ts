import type { Answer } from '../../base/endpoint.ts'
import { getSafety, setSafety } from '../../sync/brakes/contract.ts'
import { exit, textOf, WrongUsage, type Command, type Typed } from './command.ts'
import { json, pairs } from './print.ts'
import { serverOf } from './server.ts'

type Safety = Answer<typeof getSafety>

/** How far a synchronization may go by itself. */
export const safetyCommands: readonly Command[] = [
  {
    name: 'crm safety',
    usage:
      '[--contacts-fall N|off] [--last-contact N|off] [--managers-change N|off] [--one-inherits N|off] [--matches-fall N|off] [--json]',
    summary: 'Show or set how far a synchronization may go before it is held',
    options: {
      'contacts-fall': { type: 'string' },
      'last-contact': { type: 'string' },
      'managers-change': { type: 'string' },
      'one-inherits': { type: 'string' },
      'matches-fall': { type: 'string' },
      json: { type: 'boolean' },
    },
    run: async (terminal, typed) => {
      const wanted = wantedOf(typed)
      const server = serverOf(terminal)
      const now = await server.call(getSafety, {})
      const safety =
        Object.keys(wanted).length === 0 ? now : await server.call(setSafety, { ...now, ...wanted })
      terminal.write(typed.options.json ? json(safety) : shown(safety))
      return exit.done
    },
  },
]

const names: Readonly<Record<string, keyof Safety>> = {
  'contacts-fall': 'contactsFall',
  'last-contact': 'lastContact',
  'managers-change': 'managersChange',
  'one-inherits': 'oneInherits',
  'matches-fall': 'matchesFall',
}

const wantedOf = (typed: Typed): Partial<Safety> =>
  Object.fromEntries(
    Object.entries(names).flatMap(([option, name]) => {
      const value = textOf(typed, option)
      if (value === undefined) return []
      if (value !== 'off' && !/^\d+$/.test(value))
        throw new WrongUsage(`--${option} takes a whole number or off.`)
      return [[name, value === 'off' ? null : Number(value)] as const]
    }),
  )

const shown = (safety: Safety): string => {
  const share = (value: number | null): string => (value === null ? 'off' : `more than ${value} %`)
  return pairs({
    'Contacts fall': share(safety.contactsFall),
    'Customers lose their last contact':
      safety.lastContact === null ? 'off' : `more than ${safety.lastContact}`,
    'Account managers change': share(safety.managersChange),
    'One person takes over': share(safety.oneInherits),
    'Matches fall': share(safety.matchesFall),
  })
}
